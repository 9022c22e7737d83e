import { z } from 'zod';
import type { RecordSetImage } from './record-set-image.ts';

const ipv4 = z.ipv4();
const ipv6 = z.ipv6();

/** Types of which a name has one value at most (RFC 1034 §3.6.2, RFC 6672 §2.4). */
const ONE_VALUE = new Set(['CNAME', 'DNAME']);

/** Why no provider takes such a set; null where nothing is known against it. */
export function refusedByAll({ type, values }: RecordSetImage): string | null {
  const contents = values.map(({ content }) => content);
  if (contents.length === 0) return 'a record set has at least one value: delete it instead';
  if (ONE_VALUE.has(type) && contents.length > 1) return `a ${type} has one value`;
  const twice = contents.find((content, place) => contents.indexOf(content) !== place);
  if (twice !== undefined) return `${twice} is there twice`;
  if (type === 'A') return wrong(contents, ipv4, 'an IPv4 address');
  if (type === 'AAAA') return wrong(contents, ipv6, 'an IPv6 address');
  return null;
}

function wrong(contents: readonly string[], schema: z.ZodType, what: string): string | null {
  const found = contents.find((content) => !schema.safeParse(content).success);
  return found === undefined ? null : `${found} is not ${what}`;
}
