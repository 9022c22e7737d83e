import type { z } from 'zod';
import { isProxiable } from '../cloudflare/record-rules.ts';
import type { dnsRecordSchema, RecordType } from '../world/cloudflare-schema.ts';
import { hexFrom, numberFrom } from '../world/identity.ts';

/** A record set as a person would write it down; Cloudflare then gets a record for each value. */
export interface RecordSetSpec {
  /** Relative to the zone; `@` is the zone itself. */
  name: string;
  type: RecordType;
  values: readonly string[];
  ttl?: number;
  proxied?: boolean;
  comment?: string;
  tags?: readonly string[];
}

export const set = (
  name: string,
  type: RecordType,
  values: string | readonly string[],
  more: Partial<RecordSetSpec> = {},
): RecordSetSpec => ({ name, type, values: typeof values === 'string' ? [values] : values, ...more });

export const fullName = (zone: string, name: string) => (name === '@' ? zone : `${name}.${zone}`);

type RecordInput = z.input<typeof dnsRecordSchema>;

/** Values are in the form of a zone file (`10 mail.example`): Cloudflare keeps priority and parts in fields of their own. */
export function cloudflareRecords(zone: string, sets: readonly RecordSetSpec[], now: Date): RecordInput[] {
  return sets.flatMap(({ name, type, values, ttl = 300, proxied = false, comment, tags = [] }) =>
    values.map((value): RecordInput => {
      const key = [zone, name, type, value];
      const age = (1 + numberFrom(700, 'age', ...key)) * 24 * 3600_000 + numberFrom(86_400_000, 'time', ...key);
      const created = new Date(now.getTime() - age).toISOString().replace('Z', '000Z');
      const parts = partsOf(type, value);
      return {
        id: hexFrom(32, 'demo record', ...key),
        name: fullName(zone, name),
        type,
        ...parts,
        proxiable: isProxiable(type, parts.content),
        proxied,
        ttl: proxied ? 1 : ttl,
        comment: comment ?? null,
        tags: [...tags],
        created_on: created,
        modified_on: created,
        ...(comment ? { comment_modified_on: created } : {}),
        ...(tags.length > 0 ? { tags_modified_on: created } : {}),
      };
    }),
  );
}

function partsOf(
  type: RecordType,
  value: string,
): Pick<RecordInput, 'content' | 'priority' | 'data'> & { content: string } {
  const words = value.split(' ');
  switch (type) {
    case 'MX':
      return { content: words[1] ?? '', priority: Number(words[0]) };
    case 'SRV': {
      const [priority = 0, weight = 0, port = 0] = words.map(Number);
      const target = words[3] ?? '';
      return { content: `${weight} ${port} ${target}`, priority, data: { priority, weight, port, target } };
    }
    case 'CAA': {
      const [flags = '0', tag = 'issue'] = words;
      const issuer = words.slice(2).join(' ').replaceAll('"', '');
      return { content: `${flags} ${tag} "${issuer}"`, data: { flags: Number(flags), tag, value: issuer } };
    }
    case 'TXT':
      return { content: `"${value}"` };
    default:
      return { content: value };
  }
}
