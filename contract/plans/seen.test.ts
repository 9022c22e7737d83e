import { describe, expect, it } from 'vitest';
import { seenAs, seenFields } from './seen.ts';
import { imageOf } from './test-image.ts';

const target = { kind: 'record_sets', id: null, name: 'www A', at: '2026-11-20T09:00:00Z' };
const image = (contents: string[], ttl = 300, comment: string | null = null) =>
  imageOf('www.shop.example', contents, { ttl, comment, proxied: null });
type Side = Parameters<typeof seenFields>[0];
const seen = (before: Side, wanted: Side, now: Side) =>
  seenAs(target, { before: seenFields(before), wanted: seenFields(wanted), now: seenFields(now) });
const like = (before: Side, wanted: Side, now: Side) => {
  const { is, fields } = seen(before, wanted, now);
  return [is, Object.fromEntries(fields.map((field) => [field.name, field.is]))];
};

describe('what is there, beside what was and what is wanted', () => {
  const [was, to] = [image(['192.0.2.1', '192.0.2.2']), image(['198.51.100.1'], 60)];

  it('is told field by field', () => {
    expect(seen(was, to, image(['203.0.113.9'], 60)).fields).toEqual([
      { name: 'values', before: '192.0.2.1, 192.0.2.2', wanted: '198.51.100.1', now: '203.0.113.9', is: 'other' },
      { name: 'ttl', before: '300 s', wanted: '60 s', now: '60 s', is: 'wanted' },
    ]);
  });

  it('is as it was, as wanted, or neither', () => {
    expect(like(was, to, was)).toEqual(['before', { values: 'before', ttl: 'before' }]);
    expect(like(was, to, to)).toEqual(['wanted', { values: 'wanted', ttl: 'wanted' }]);
    expect(like(was, to, image(['198.51.100.1']))).toEqual(['other', { values: 'wanted', ttl: 'before' }]);
    // What was to stay, and what nobody spoke of.
    expect(like(was, image(['198.51.100.1']), image(['198.51.100.1']))[1]).toMatchObject({ ttl: 'same' });
    expect(like(was, to, image(['198.51.100.1'], 60, 'by hand'))).toEqual([
      'other',
      { values: 'wanted', ttl: 'wanted', comment: 'other' },
    ]);
  });

  it('does not mind the order of values', () => {
    expect(like(was, to, image(['192.0.2.2', '192.0.2.1']))[0]).toBe('before');
  });

  it('may be nothing', () => {
    expect(like(null, to, null)).toEqual(['before', { values: 'before', ttl: 'before' }]);
    expect(like(was, null, null)).toEqual(['wanted', { values: 'wanted', ttl: 'wanted' }]);
    expect(like(was, to, null)).toEqual(['other', { values: 'other', ttl: 'other' }]);
  });
});
