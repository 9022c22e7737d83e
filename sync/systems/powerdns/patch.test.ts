import { describe, expect, it } from 'vitest';
import type { RecordSetImage } from '../../../contract/plans/record-set-image.ts';
import { patchOf } from './patch.ts';
import { recordSetImage, recordSetRow, type Rrset } from './rrset.ts';

const AMAZONS = 'Shop-1234567890.EU-West-1.elb.amazonaws.com.';
const said = (type: string, ...contents: string[]): Rrset => ({
  name: 'www.shop.example.',
  type,
  ttl: 600,
  records: contents.map((content) => ({ content })),
});
const written = (found: RecordSetImage, after: RecordSetImage) =>
  patchOf([{ id: null, before: found, after }], [found]).flatMap((one) =>
    one.changetype === 'REPLACE' ? one.records.map(({ content }) => content) : [],
  );

describe('a value in a spelling of its own', () => {
  const found = recordSetImage(said('CNAME', AMAZONS));
  const flipped: RecordSetImage = { ...found, values: [{ content: 'other.elb.amazonaws.com', ref: null }] };

  it('comes back in it', () => {
    expect(written(found, flipped)).toEqual(['other.elb.amazonaws.com.']);
    expect(written(flipped, found)).toEqual([AMAZONS]);
  });

  it('keeps it while something else of its set changes, whoever has planned that from the model', () => {
    const { values } = recordSetRow({ key: 'shop.example.', name: 'shop.example' }, said('CNAME', AMAZONS), {});
    expect(values).toEqual([{ content: AMAZONS.slice(0, -1).toLowerCase(), ref: null }]);
    expect(written(found, { ...found, ttl: 60, values })).toEqual([AMAZONS]);
    const names = recordSetImage(said('NS', 'NS1.Example.', 'ns2.example.'));
    const others = [names.values[0]!, { content: 'ns3.example', ref: null }].map(({ content, ref }) => ({
      content,
      ref,
    }));
    expect(written(names, { ...names, values: others })).toEqual(['NS1.Example.', 'ns3.example.']);
  });

  it('is no other value for it', () => {
    expect(written(found, recordSetImage(said('CNAME', AMAZONS.toUpperCase())))).toEqual([]);
  });
});

it('values that are spelt as they would be written have no spelling', () => {
  const { values } = recordSetImage(said('TXT', '"v=spf1 -all"', '"two" "strings"'));
  expect(values).toEqual([
    { content: '"two" "strings"', ref: null },
    { content: '"v=spf1 -all"', ref: null },
  ]);
});
