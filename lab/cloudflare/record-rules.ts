import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import type { DnsRecord, RecordType } from '../world/cloudflare-schema.ts';
import type { Zone } from '../world/zone.ts';
import { refusals } from './cloudflare-error.ts';
import { mostTtl, zoneLimits } from './zone-limits.ts';

const proxiableTypes = new Set<RecordType>(['A', 'AAAA', 'CNAME']);
const hostTypes = new Set<RecordType>(['CNAME', 'NS', 'MX', 'PTR']);

/** Private and reserved addresses cannot be reached through the proxy. */
const unreachable = /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|fe80:|fc|fd|::1$)/i;
export const isProxiable = (type: RecordType, content: string) =>
  proxiableTypes.has(type) && !unreachable.test(content);

/** The complete name in Punycode: `@`, relative and unicode names are allowed in, and never come out. */
export function completeName(zone: Zone, name: string): string {
  const bare = name.replace(/\.$/, '').toLowerCase();
  const ascii = toAscii(bare);
  if (bare === '@' || ascii === zone.name) return zone.name;
  const full = ascii.endsWith(`.${zone.name}`) ? ascii : `${ascii}.${zone.name}`;
  const labels = full.split('.');
  const holds =
    full.length <= 253 && labels.every((label) => /^(\*|[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)$/.test(label));
  if (!holds) throw refusals.name();
  return full;
}

// domainToASCII refuses underscores and stars, which are ordinary in DNS: only labels that need it go through it.
const toAscii = (name: string) =>
  name
    .split('.')
    .map((label) => (/^[\x20-\x7e]*$/.test(label) ? label : domainToASCII(label)))
    .join('.');

/** @throws CloudflareError for what is wrong with the record by itself */
export function checkRecord(zone: Zone, record: DnsRecord): void {
  const limits = zoneLimits[zone.details.plan];
  const { type, content, ttl, comment, tags } = record;
  if (type === 'A' && !isIPv4(content)) throw refusals.contentA();
  if (type === 'AAAA' && !isIPv6(content)) throw refusals.contentAAAA();
  if (hostTypes.has(type) && !isHost(content)) throw refusals.contentHost(type);
  if (content === '' || (type === 'CNAME' && content === record.name)) throw refusals.contentHost(type);
  if (type === 'MX' && record.priority === undefined) {
    throw refusals.invalid({ code: 9102, message: 'priority is a required field.' });
  }
  if (record.proxied && !record.proxiable) throw refusals.proxied();
  if (ttl !== 1 && (ttl < limits.leastTtl || ttl > mostTtl)) throw refusals.ttl(limits.leastTtl);
  if (comment && comment.length > limits.commentLength) throw refusals.comment(limits.commentLength);
  if (tags.length > limits.tags) throw refusals.tags(tags.length, limits.tags);
}

const isHost = (content: string) =>
  content === '.' ||
  (content.length <= 253 && /^[a-z0-9_*]([a-z0-9_.-]*[a-z0-9_])?$/i.test(content) && !isIPv4(content));

/** @throws CloudflareError for what is wrong with it beside the others of its name */
export function checkBesideOthers(record: DnsRecord, others: readonly DnsRecord[]): void {
  const same = others.filter(({ id, name }) => id !== record.id && name === record.name);
  const twin = same.find((other) => isSameValue(other, record));
  // Both codes are in use for a value that is there already, and have been exchanged (simplesurance/cfdns PR 17).
  if (twin) throw twin.ttl === record.ttl && twin.proxied === record.proxied ? refusals.identical() : refusals.exists();
  const addressOrAlias = same.filter(({ type }) => proxiableTypes.has(type));
  if (record.type === 'CNAME' && addressOrAlias.length > 0) throw refusals.hostTaken();
  if (
    record.type !== 'CNAME' &&
    proxiableTypes.has(record.type) &&
    addressOrAlias.some(({ type }) => type === 'CNAME')
  ) {
    throw refusals.hostIsAlias();
  }
  if (record.type !== 'NS' && proxiableTypes.has(record.type) && same.some(({ type }) => type === 'NS'))
    throw refusals.nameServers();
  if (record.type === 'NS' && addressOrAlias.length > 0) throw refusals.hostTaken();
}

const isSameValue = (a: DnsRecord, b: DnsRecord) =>
  a.type === b.type && a.content === b.content && a.priority === b.priority;
