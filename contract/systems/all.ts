import { aws } from './aws.ts';
import { cloudflare } from './cloudflare.ts';
import { powerdns } from './powerdns.ts';
import type { SystemCard } from './system.ts';

export const systemCards = [aws, cloudflare, powerdns] as const;
export type SystemName = (typeof systemCards)[number]['name'];

const byName = new Map<string, SystemCard>(systemCards.map((card) => [card.name, card as unknown as SystemCard]));
export const findSystemCard = (name: string): SystemCard | undefined => byName.get(name);
