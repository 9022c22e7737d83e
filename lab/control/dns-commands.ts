import { z } from 'zod';
import { CloudflareError } from '../cloudflare/cloudflare-error.ts';
import { completeName } from '../cloudflare/record-rules.ts';
import { ZoneDraft } from '../cloudflare/zone-draft.ts';
import { recordTypes } from '../world/cloudflare-schema.ts';
import { type Command, command, ControlError } from './command.ts';
import { findZone } from './find.ts';

const edits = ['add', 'set', 'delete'] as const;

export const dnsCommands: readonly Command[] = [
  command(
    'record',
    '<edit> <name> <type> [content]',
    'Edits records of a Cloudflare zone as somebody at the dashboard would: add, set (all values, by commas), delete.',
    z.object({
      edit: z.enum(edits),
      name: z.string(),
      type: z.preprocess((value) => String(value).toUpperCase(), z.enum(recordTypes)),
      content: z.string().optional(),
      ttl: z.coerce.number().int().optional(),
      proxied: z.stringbool().or(z.boolean()).optional(),
      comment: z.string().optional(),
    }),
    ({ world }, { edit, name: told, type, content, ttl, proxied, comment }) => {
      const zone = findZone(world, told.replace(/\.$/, ''));
      const name = completeName(zone, told);
      const draft = new ZoneDraft(world, zone);
      const values = content?.split(',').map((value) => value.trim()) ?? [];
      if (edit !== 'delete' && values.length === 0) throw new ControlError('say which content the record is to have');
      const had = [...zone.records].filter((record) => record.name === name && record.type === type);
      const doomed =
        edit === 'add' ? [] : had.filter((one) => edit === 'set' || !content || values.includes(one.content));
      if (edit === 'delete' && doomed.length === 0)
        throw new ControlError(`there is no such ${type} record at ${name}`);
      try {
        const kept = had
          .filter((record) => edit === 'set' && values.includes(record.content))
          .map((record) => record.content);
        const gone = doomed.filter((record) => edit === 'delete' || !kept.includes(record.content));
        for (const { id } of gone) draft.delete(id);
        const wanted = edit === 'delete' ? [] : values.filter((value) => !kept.includes(value));
        const options = {
          ttl: ttl ?? had[0]?.ttl,
          proxied: proxied ?? had[0]?.proxied,
          comment: comment ?? had[0]?.comment,
        };
        const made = wanted.map((value) => draft.create({ name, type, content: value, ...options }));
        draft.commit();
        return {
          text: `${name} ${type}: ${gone.length} gone, ${made.length} new`,
          data: { deleted: gone, created: made },
        };
      } catch (error) {
        if (error instanceof CloudflareError) throw new ControlError(`Cloudflare would refuse this: ${error.message}`);
        throw error;
      }
    },
  ),
];
