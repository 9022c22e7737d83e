import { expect, it } from 'vitest';
import { describeStep } from './describe.ts';
import type { RecordSetImage } from './record-set-image.ts';
import { imageOf } from './test-image.ts';

const set = (more: Partial<RecordSetImage> = {}) => imageOf('www.example.com', ['192.0.2.1'], more);
const target = {
  sourceId: '0192f000-0000-7000-8000-000000000002',
  sourceName: 'dns',
  system: 'cloudflare',
  zoneKey: 'z',
  zone: 'example.com',
};
const fields = (before: RecordSetImage | null, after: RecordSetImage | null) => {
  const sets = [{ id: null, before, after }];
  const [line] = describeStep({ type: 'dns.write-record-sets', v: 1, target, sets });
  return Object.fromEntries(line!.fields.map(({ name, before: was, after: is }) => [name, [was, is]]));
};

it('tells each field before and after', () => {
  expect(fields(set(), set({ ttl: null, proxied: true, comment: 'new', tags: ['a', 'b'] }))).toEqual({
    values: ['192.0.2.1', '192.0.2.1'],
    ttl: ['300 s', 'automatic'],
    proxied: ['false', 'true'],
    comment: [null, 'new'],
    tags: [null, 'a, b'],
  });
  expect(fields(null, set())).toMatchObject({ values: [null, '192.0.2.1'], ttl: [null, '300 s'] });
});

it('tells what records have of their own, and disabled ones apart', () => {
  const values = [
    { content: '192.0.2.1', ref: 'a', own: { ttl: 60, comment: 'one' } },
    { content: '192.0.2.2', ref: 'b', own: {} },
    { content: '192.0.2.3', ref: 'c', disabled: true, own: { ttl: 60 } },
  ];
  expect(fields(set({ ttl: null, values }), null)).toEqual({
    values: ['192.0.2.1, 192.0.2.2', null],
    disabled: ['192.0.2.3', null],
    ttl: ['60 s, automatic', null],
    proxied: ['false', null],
    comment: ['one', null],
  });
});
