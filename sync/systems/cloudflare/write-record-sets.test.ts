import { expect, it } from 'vitest';
import { stepShapes } from '../../../contract/plans/steps.ts';
import { cloudflareWriteRecordSets } from './write-record-sets.ts';

const set = (name: string, values: number, ttl: number) => ({
  name: `${name}.shop.example`,
  type: 'A',
  ttl,
  proxied: false,
  comment: null,
  tags: [],
  values: Array.from({ length: values }, (_, at) => ({ content: `192.0.2.${at}`, ref: null })),
});
const step = (sizes: number[]) =>
  stepShapes['dns.write-record-sets'].parse({
    type: 'dns.write-record-sets',
    v: 1,
    target: {
      sourceId: crypto.randomUUID(),
      sourceName: 'cf',
      system: 'cloudflare',
      zoneKey: 'z',
      zone: 'shop.example',
    },
    sets: sizes.map((values, at) => ({
      id: null,
      before: set(`n${at}`, values, 300),
      after: set(`n${at}`, values, 60),
    })),
  });

it('a write of few records is waited for less long than a batch that takes seconds', () => {
  const of = (sizes: number[]) => cloudflareWriteRecordSets.deadlineSeconds(step(sizes));
  expect(of(Array.from({ length: 50 }, () => 4))).toBe(of([1]));
  expect(of([1])).toBeLessThan(of([...Array.from({ length: 50 }, () => 4), 1]));
});
