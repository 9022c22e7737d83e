import { z } from 'zod';
import { LIST_LIMIT, OFFSET_LIMIT } from '../../contract/api/list.ts';
import { hasPast, takesLinkedTo, type Kind } from '../../contract/kinds/kind.ts';
import { queryFields } from './query-fields.ts';

/** What a list of the kind may be asked, for the OpenAPI document. The grammar itself reads and checks it (grammar.ts). */
export function listParameters(kind: Kind): z.ZodObject {
  const fields = [...queryFields(kind).values()];
  const sorts = fields.filter((field) => field.sort).flatMap((field) => [field.name, `-${field.name}`]);
  const shape: Record<string, z.ZodType> = {
    q: z
      .string()
      .describe(
        'Free words, all of which must occur, and terms `field:value`, `field:>=value`, `field:<value`, `field:none`.',
      ),
    id: z.string().describe('Ids, separated by commas.'),
    sort: z.enum(sorts as [string]).describe(`Order; ${kind.order} unless given. Empty values count as the greatest.`),
    limit: z.int().min(1).max(LIST_LIMIT).describe('Rows a page; 50 unless given.'),
    offset: z.int().min(0).max(OFFSET_LIMIT).describe('Rows left out before the page.'),
    after: z.string().describe('`after` of the page before: goes on where offset may grow no further.'),
  };
  if (hasPast(kind)) shape.at = z.iso.datetime({ offset: true }).describe('As everything was at this instant.');
  if (kind.origin === 'synced') {
    shape.gone = z
      .enum(['include', 'exclude'])
      .describe('Whether objects that are gone are listed too; exclude unless given.');
  }
  if (takesLinkedTo(kind))
    shape.linkedTo = z
      .string()
      .describe(
        kind.name === 'plans'
          ? '`<kind>:<id>`: only plans that concern that object, be it a record set, zone, cluster, load balancer, source ….'
          : '`<kind>:<id>`: only what is linked with that object.',
      );
  for (const field of fields) {
    const about = kind.fields[field.name]?.about ?? '';
    if (field.filter) {
      const one = field.words ? z.enum(field.words as [string]) : z.string();
      shape[field.name] = z.array(one).describe(`${about} Repeated: any of them.`.trim());
    }
    if (field.range) {
      const one = field.type === 'timestamptz' ? z.iso.datetime({ offset: true }) : z.int();
      shape[`${field.name}.gte`] = one.describe(`${field.name} from here on.`);
      shape[`${field.name}.lt`] = one.describe(`${field.name} before this.`);
    }
    if (field.nullable && (field.filter || field.range))
      shape[`${field.name}.isnull`] = z.enum(['true', 'false']).describe(`Whether ${field.name} is empty.`);
  }
  return z.strictObject(Object.fromEntries(Object.entries(shape).map(([name, one]) => [name, one.optional()])));
}
