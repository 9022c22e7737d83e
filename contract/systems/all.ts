import { aws } from './aws.ts';
import { cloudflare } from './cloudflare.ts';
import { libvirt } from './libvirt.ts';
import { postgres } from './postgres.ts';
import { powerdns } from './powerdns.ts';
import type { SystemCard } from './system.ts';

export const systemCards = [aws, cloudflare, powerdns, libvirt, postgres] as const;
export type SystemName = (typeof systemCards)[number]['name'];

/** Words of an enumeration. Annotated, not inferred: the type of a card names the kinds, and kinds have these words. */
type Words = readonly [string, ...string[]];
const words = (cards: readonly { name: string }[]) => cards.map(({ name }) => name) as unknown as Words;

/** Every system's name. */
export const systemNames: Words = words(systemCards);
/** Names of the systems that provide a kind, such as those that serve zones. */
export const systemsWith = (kind: string): Words =>
  words(systemCards.filter(({ provides }) => (provides as readonly string[]).includes(kind)));

const byName = new Map<string, SystemCard>(systemCards.map((card) => [card.name, card as unknown as SystemCard]));
export const findSystemCard = (name: string): SystemCard | undefined => byName.get(name);

/** Seconds between measurements of objects of a kind; null where nothing is measured. */
export function measuredEvery(kind: string): number | null {
  const all = systemCards
    .filter((card: SystemCard) => (card.provides as readonly string[]).includes(kind))
    .flatMap(({ measureEvery }: SystemCard) => measureEvery ?? []);
  return all.length ? Math.max(...all) : null;
}
