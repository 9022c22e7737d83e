import { z } from 'zod';
import { type RecordType, recordTypes } from '../world/cloudflare-schema.ts';
import { refusals } from './cloudflare-error.ts';

/** What may be sent to create, overwrite or change a record; Cloudflare ignores fields that it does not know. */
const recordInputSchema = z.object({
  name: z.string().min(1).optional(),
  type: z.enum(recordTypes).optional(),
  content: z.string().optional(),
  ttl: z.number().int().optional(),
  proxied: z.boolean().nullish(),
  priority: z.number().int().min(0).max(65_535).nullish(),
  data: z.record(z.string(), z.unknown()).nullish(),
  comment: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  settings: z.record(z.string(), z.unknown()).nullish(),
});
export type RecordInput = z.infer<typeof recordInputSchema>;

const withId = { id: z.string() };
const batchSchema = z.object({
  deletes: z.array(z.object(withId)).nullish(),
  patches: z.array(recordInputSchema.extend(withId)).nullish(),
  puts: z.array(recordInputSchema.extend(withId)).nullish(),
  posts: z.array(recordInputSchema).nullish(),
});
export type Batch = z.infer<typeof batchSchema>;

const read =
  <T>(schema: z.ZodType<T>) =>
  (body: string): T => {
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      throw refusals.malformedBody();
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw refusals.invalid({
      code: 9020,
      message: `Invalid ${issue?.path.join('.') ?? 'request'}: ${issue?.message ?? ''}`,
    });
  };

export const readRecord = read(recordInputSchema);
export const readBatch = read(batchSchema);

/** MX and URI carry their priority beside the content, structured types carry `data` and get their content from it. */
export function contentFrom(
  type: RecordType,
  { content, data }: Pick<RecordInput, 'content' | 'data'>,
): string | undefined {
  if (!data) return type === 'TXT' && content !== undefined ? quoted(content) : content?.replace(/(?<=.)\.$/, '');
  const fields = structuredContent[type];
  if (!fields) return content;
  if (fields.some((field) => data[field.replace(/"/g, '')] === undefined)) return undefined;
  return fields
    .map((field) => (field.startsWith('"') ? inQuotes(String(data[field.slice(1, -1)])) : String(data[field])))
    .join(' ')
    .trim();
}

/** The fields of `data` in the order of the content, some of them in quotes. */
const structuredContent: Partial<Record<RecordType, readonly string[]>> = {
  CAA: ['flags', 'tag', '"value"'],
  CERT: ['type', 'key_tag', 'algorithm', 'certificate'],
  DNSKEY: ['flags', 'protocol', 'algorithm', 'public_key'],
  // prettier-ignore
  LOC: [
    'lat_degrees', 'lat_minutes', 'lat_seconds', 'lat_direction', 'long_degrees', 'long_minutes', 'long_seconds', 'long_direction',
    'altitude', 'size', 'precision_horz', 'precision_vert',
  ],
  NAPTR: ['order', 'preference', '"flags"', '"service"', '"regex"', 'replacement'],
  SMIMEA: ['usage', 'selector', 'matching_type', 'certificate'],
  SRV: ['weight', 'port', 'target'],
  SSHFP: ['algorithm', 'type', 'fingerprint'],
  TLSA: ['usage', 'selector', 'matching_type', 'certificate'],
  DS: ['key_tag', 'algorithm', 'digest_type', 'digest'],
  HTTPS: ['priority', 'target', 'value'],
  SVCB: ['priority', 'target', 'value'],
  URI: ['weight', '"target"'],
};

const inQuotes = (text: string) => `"${text.replace(/(["\\])/g, '\\$1')}"`;

/** Text is kept in quotes, in pieces of 255 bytes; what comes without is put into them. */
function quoted(content: string): string {
  if (/^\s*"/.test(content)) return content;
  const pieces = content.match(/[\s\S]{1,255}/g) ?? [''];
  return pieces.map(inQuotes).join(' ');
}
