import { z } from 'zod';
import { CloudflareError } from '../cloudflare/cloudflare-error.ts';
import { completeName } from '../cloudflare/record-rules.ts';
import { ZoneDraft } from '../cloudflare/zone-draft.ts';
import { type DnsRecord, type RecordType, recordTypes } from '../world/cloudflare-schema.ts';
import { type Command, command, ControlError, nothing } from './command.ts';
import { findZone } from './find.ts';

interface Wanted {
  name: string;
  type: RecordType;
  values: readonly string[];
  /** The records of that name and type. */
  had: readonly DnsRecord[];
  options: { ttl?: number; proxied?: boolean; comment?: string };
}

/** Each edit changes a draft of the zone and tells in a word what it did. */
const edits = {
  add: (draft: ZoneDraft, { name, type, values, options }: Wanted): string => {
    for (const content of values) draft.create({ name, type, content, ...options });
    return `${values.length} new`;
  },
  set: (draft: ZoneDraft, { name, type, values, had, options }: Wanted): string => {
    const kept = had.filter(({ content }) => values.includes(content));
    const gone = had.filter((record) => !kept.includes(record));
    const made = values.filter((value) => !kept.some(({ content }) => content === value));
    for (const { id } of gone) draft.delete(id);
    for (const { id } of kept) draft.patch(id, options);
    const { ttl, proxied, comment } = had[0] ?? {};
    for (const content of made) draft.create({ name, type, content, ttl, proxied, comment, ...options });
    return `${gone.length} gone, ${kept.length} kept, ${made.length} new`;
  },
  delete: (draft: ZoneDraft, { name, type, values, had }: Wanted): string => {
    const gone = had.filter(({ content }) => values.length === 0 || values.includes(content));
    if (gone.length === 0) throw new ControlError(`there is no such ${type} record at ${name}`);
    for (const { id } of gone) draft.delete(id);
    return `${gone.length} gone`;
  },
};
type Edit = keyof typeof edits;

const recordSchema = z.strictObject({
  edit: z.enum(Object.keys(edits) as [Edit, ...Edit[]]),
  name: z.string(),
  type: z.preprocess((value) => String(value).toUpperCase(), z.enum(recordTypes)),
  content: z.string().optional(),
  ttl: z.coerce.number().int().optional(),
  proxied: z.stringbool().or(z.boolean()).optional(),
  comment: z.string().optional(),
});

export const dnsCommands: readonly Command[] = [
  command(
    'record',
    '<edit> <name> <type> [content]',
    'Edits records of a Cloudflare zone as somebody at the dashboard would: add, set (all values, by commas), delete.',
    recordSchema,
    ({ world }, { edit, name: told, type, content, ttl, proxied, comment }) => {
      const zone = findZone(world, told.replace(/\.$/, ''));
      const values = content?.split(',').map((value) => value.trim()) ?? [];
      if (edit !== 'delete' && values.length === 0) throw new ControlError('say which content the record is to have');
      try {
        const name = completeName(zone, told);
        const had = [...zone.records].filter((record) => record.name === name && record.type === type);
        const draft = new ZoneDraft(world, zone);
        const options = Object.fromEntries(
          Object.entries({ ttl, proxied, comment }).filter(([, value]) => value !== undefined),
        );
        const done = edits[edit](draft, { name, type, values, had, options });
        draft.commit();
        return { text: `${name} ${type}: ${done}` };
      } catch (error) {
        if (error instanceof CloudflareError) throw new ControlError(`Cloudflare would refuse this: ${error.message}`);
        throw error;
      }
    },
  ),
  command('purges', '', 'Shows what was purged from caches of Cloudflare, the latest last.', nothing, ({ world }) => {
    const { purges } = world.cloudflare;
    const lines = purges.map(({ at, zone, ...what }) => `${at} ${zone} ${JSON.stringify(what)}`);
    return { text: lines.join('\n') || 'nothing was purged', data: purges };
  }),
];
