import { expect, it } from 'vitest';
import type { RecordSetImage } from '../../../contract/plans/record-set-image.ts';
import { differenceLine } from './difference.ts';
import { imageOf } from '../../../contract/plans/test-image.ts';

const set = (contents: string[], more: Partial<RecordSetImage> = {}) => imageOf('www.shop.example', contents, more);
const one = set(['203.0.113.7']);
const own = (ttl: number | null) =>
  set([], { ttl: null, values: [{ content: '203.0.113.7', ref: null, own: { ttl } }] });

it.each<[RecordSetImage | null, RecordSetImage | null, string]>([
  [set(['203.0.113.9']), one, 'is 203.0.113.9, not 203.0.113.7'],
  [null, one, 'is gone, and was 203.0.113.7'],
  [one, null, 'is there already: 203.0.113.7'],
  [{ ...one, ttl: 60 }, one, 'has TTL 60 s, not TTL 300 s'],
  [{ ...one, ttl: null, proxied: true }, one, 'has automatic TTL, not TTL 300 s; is proxied, not not proxied'],
  [{ ...one, comment: 'x' }, one, 'has the comment "x", not no comment'],
  [{ ...one, tags: ['b', 'a'] }, one, 'has the tags b, a, not no tags'],
  [
    set([], { values: [...one.values, { content: '203.0.113.8', ref: null, disabled: true }] }),
    one,
    'has 203.0.113.8 disabled, not nothing',
  ],
  [own(60), own(120), '203.0.113.7 has TTL 60 s, not TTL 120 s'],
  [
    set(Array.from({ length: 8 }, (_, number) => `192.0.2.${number}`)),
    one,
    'is 192.0.2.0, 192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4 and 3 more, not 203.0.113.7',
  ],
])('%#: %j is told from %j', (read, expected, line) => {
  expect(differenceLine(read, expected)).toBe(`www.shop.example A ${line}`);
});
