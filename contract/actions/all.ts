import type { ActionCard } from './action-card.ts';
import { cachePurge } from './cache.ts';
import { dnsAdopt, dnsCreate, dnsDelete, dnsEdit, dnsFlip, dnsLowerTtl, dnsRepoint } from './dns.ts';
import { sourceReleaseHeld, sourceSetMode } from './sources.ts';

/** Every action. What each does is its file in `actions/`. */
export const actionCards = [
  dnsFlip,
  dnsRepoint,
  dnsCreate,
  dnsEdit,
  dnsDelete,
  dnsLowerTtl,
  dnsAdopt,
  cachePurge,
  sourceReleaseHeld,
  sourceSetMode,
] as const;

export type ActionName = (typeof actionCards)[number]['name'];

const byName = new Map<string, ActionCard>(actionCards.map((card) => [card.name, card as unknown as ActionCard]));
export const findActionCard = (name: string): ActionCard | undefined => byName.get(name);
