import { describe, expect, it } from 'vitest';
import type { RecordSetImage } from '../../../contract/plans/record-set-image.ts';
import { isAfter, isBefore } from './as-planned.ts';
import { imageOfRecords, type WholeRecord } from './image-of-records.ts';

const APART = { recordsApart: true };
const WHOLE = { recordsApart: false };

const record = (content: string, more: Partial<WholeRecord> = {}): WholeRecord => ({
  content,
  ref: `id of ${content}`,
  disabled: false,
  ttl: 300,
  proxied: false,
  comment: null,
  tags: [],
  settings: {},
  ...more,
});
const read = (...records: WholeRecord[]) => imageOfRecords('www.example.com', 'A', records);
/** The columns that the model has of what was read. */
const columns = ({ values, ...set }: RecordSetImage): RecordSetImage => ({
  ...set,
  values: values.map(({ content, ref }) => ({ content, ref })),
});
const change = (before: RecordSetImage | null, after: RecordSetImage | null) => ({ id: null, before, after });

describe('before, of the columns of the model', () => {
  const differing = read(
    record('192.0.2.1', { ttl: 60, comment: 'one', tags: ['a:1'] }),
    record('192.0.2.2', { ttl: null, comment: 'two', proxied: true }),
  );

  it('is what makes the same columns, also where its records differ', () => {
    expect(columns(differing)).toMatchObject({ ttl: null, proxied: null, comment: null, tags: ['a:1'] });
    expect(isBefore(change(columns(differing), null), differing, APART)).toBe(true);
    const uniform = read(record('192.0.2.2'), record('192.0.2.1'));
    expect(isBefore(change(columns(uniform), null), uniform, APART)).toBe(true);
  });

  it.each<[string, RecordSetImage | null]>([
    ['another value', read(record('192.0.2.1'), record('192.0.2.9'))],
    ['a value more', read(record('192.0.2.1'), record('192.0.2.2'), record('192.0.2.3'))],
    ['a value less', read(record('192.0.2.1'))],
    ['another ttl', read(record('192.0.2.1', { ttl: 60 }), record('192.0.2.2', { ttl: 60 }))],
    ['another ttl of one', read(record('192.0.2.1', { ttl: 60 }), record('192.0.2.2'))],
    ['proxied', read(record('192.0.2.1', { proxied: true }), record('192.0.2.2', { proxied: true }))],
    ['a comment', read(record('192.0.2.1', { comment: 'x' }), record('192.0.2.2', { comment: 'x' }))],
    ['a tag of one', read(record('192.0.2.1', { tags: ['x'] }), record('192.0.2.2'))],
    ['nothing', null],
  ])('is not %s', (_, now) => {
    const before = columns(read(record('192.0.2.1'), record('192.0.2.2')));
    expect(isBefore(change(before, null), now, APART)).toBe(false);
  });

  it('is held against another record by record once it was read', () => {
    const otherwise = read(
      record('192.0.2.1', { ttl: 120, comment: 'one', tags: ['a:1'] }),
      record('192.0.2.2', { ttl: null, comment: 'two', proxied: true }),
    );
    expect(isBefore(change(columns(differing), null), otherwise, APART)).toBe(true);
    expect(isBefore(change(differing, null), otherwise, APART)).toBe(false);
    const anew = { ...differing, values: differing.values.map((value) => ({ ...value, ref: 'new' })) };
    expect(isBefore(change(differing, null), anew, APART)).toBe(true);
    const set = read(record('192.0.2.1', { settings: { ipv4_only: true } }));
    expect(isBefore(change(set, null), read(record('192.0.2.1')), APART)).toBe(false);
  });

  it('is exact where sets are kept whole', () => {
    const set = columns(read(record('192.0.2.1')));
    expect(isBefore(change(set, null), set, WHOLE)).toBe(true);
    expect(isBefore(change(set, null), { ...set, comment: 'x' }, WHOLE)).toBe(false);
    const disabled = { ...set, values: [{ content: '192.0.2.1', ref: null, disabled: true }] };
    expect(isBefore(change(set, null), disabled, WHOLE)).toBe(false);
  });
});

describe('after, of the columns of the model', () => {
  const before = columns(
    read(record('192.0.2.1', { ttl: 60, comment: 'one' }), record('192.0.2.2', { ttl: 600, comment: 'two' })),
  );

  it('leaves to each record what the plan leaves alone', () => {
    const after = { ...before, values: [{ content: '192.0.2.9', ref: null }] };
    expect(isAfter(change(before, after), read(record('192.0.2.9', { ttl: 600, comment: 'two' })), APART)).toBe(true);
    expect(isAfter(change(before, after), read(record('192.0.2.9', { ttl: 600, proxied: true })), APART)).toBe(false);
    expect(isAfter(change(before, after), read(record('192.0.2.1', { ttl: 600 })), APART)).toBe(false);
  });

  it('wants of each record what the plan changes', () => {
    const after = { ...before, ttl: 30 };
    const now = (first: number, second: number) =>
      read(record('192.0.2.1', { ttl: first, comment: 'one' }), record('192.0.2.2', { ttl: second, comment: 'two' }));
    expect(isAfter(change(before, after), now(30, 30), APART)).toBe(true);
    expect(isAfter(change(before, after), now(30, 600), APART)).toBe(false);
  });

  it('sees other tags than those that may be left', () => {
    const tagged = columns(read(record('192.0.2.1', { tags: ['a', 'b'] }), record('192.0.2.2', { tags: ['a'] })));
    const after = { ...tagged, values: [{ content: '192.0.2.9', ref: null }] };
    expect(isAfter(change(tagged, after), read(record('192.0.2.9', { tags: ['a'] })), APART)).toBe(true);
    expect(isAfter(change(tagged, after), read(record('192.0.2.9', { tags: ['c'] })), APART)).toBe(false);
  });

  it('is exact for a set that is new', () => {
    const after = columns(read(record('192.0.2.1', { ttl: null })));
    expect(isAfter(change(null, after), read(record('192.0.2.1', { ttl: null })), APART)).toBe(true);
    expect(isAfter(change(null, after), read(record('192.0.2.1', { ttl: 300 })), APART)).toBe(false);
    expect(isAfter(change(null, after), read(record('192.0.2.1', { ttl: null, comment: 'x' })), APART)).toBe(false);
    expect(isAfter(change(after, null), null, APART)).toBe(true);
  });
});
