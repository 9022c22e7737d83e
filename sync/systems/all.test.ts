import { expect, it } from 'vitest';
import { systemCards } from '../../contract/systems/all.ts';
import type { SystemCard } from '../../contract/systems/system.ts';
import { systems } from './all.ts';

it('every card has a connector, which writes what the card says', () => {
  expect(systems.map(({ card }) => card.name).toSorted()).toEqual(systemCards.map(({ name }) => name).toSorted());
  for (const { card, steps } of systems)
    expect([card.name, Object.keys(steps ?? {}).toSorted()]).toEqual([
      card.name,
      [...((card as SystemCard).writes?.steps ?? [])].toSorted(),
    ]);
  expect(systems.filter(({ steps }) => steps).map(({ card }) => card.name)).toContain('cloudflare');
});
