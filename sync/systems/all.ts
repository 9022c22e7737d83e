import { aws } from './aws/aws.ts';
import { cloudflare } from './cloudflare/cloudflare.ts';
import { libvirt } from './libvirt/libvirt.ts';
import { postgres } from './postgres/postgres.ts';
import { powerdns } from './powerdns/powerdns.ts';
import type { System } from './system.ts';

/** Every outside system that can be pulled. A new one is a folder beside these and a line here. */
export const systems: readonly System[] = [aws, cloudflare, libvirt, powerdns, postgres];

const byName = new Map(systems.map((system) => [system.card.name, system]));
export const findSystem = (name: string): System | undefined => byName.get(name);
