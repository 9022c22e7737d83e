import { z } from 'zod';
import { canonicalAddress } from '../../../model/dns/canonical-address.ts';
import { compareText } from '../settled-raw.ts';

/** Schemas for what several answers have, and how it becomes a field. The SDK leaves out what is not said. */

export const ipAddress = z.string().transform((text, context) => {
  const canonical = canonicalAddress(text);
  if (canonical === null) context.addIssue({ code: 'custom', message: 'not an IP address' });
  return canonical ?? '';
});

/** The SDK reads a time that is none as an invalid date in some places. */
export const time = z.date().refine((date) => !Number.isNaN(date.getTime()), 'not a time');

export const tagList = z.array(z.object({ Key: z.string(), Value: z.string().optional() }));

export const tagsOf = (list: z.output<typeof tagList> | undefined): Record<string, string> =>
  Object.fromEntries(
    (list ?? []).map(({ Key, Value = '' }) => [Key, Value] as const).sort(([a], [b]) => compareText(a, b)),
  );

export const nameOf = (tags: Record<string, string>, otherwise: string): string => tags['Name']?.trim() || otherwise;

/** Each once, the provider's first choice in front and the others in order. */
export function uniqueTexts(first: string | undefined, others: readonly (string | undefined)[]): string[] {
  const rest = others.filter((text): text is string => text !== undefined && text !== '' && text !== first);
  return [...(first ? [first] : []), ...[...new Set(rest)].sort(compareText)];
}

export const textOrNull = (text: string | undefined): string | null => (text ? text : null);
export const timeOrNull = (date: Date | undefined): string | null => date?.toISOString() ?? null;
