import { describe, expect, it } from 'vitest';
import type { PlanStep } from '../../contract/plans/plan.ts';
import { seenAs } from '../../contract/plans/seen.ts';
import { seenLines } from './seen-lines.ts';

const id = '00000000-0000-7000-8000-000000000001';
const at = '2026-11-20T09:00:00.123456Z';
const target = (name: string) => ({ kind: 'record_sets', id, name, at });
const sides = (now: string | null, ttl = '300 s') => ({
  before: { values: '192.0.2.1', ttl: '300 s' },
  wanted: { values: '198.51.100.1', ttl: '300 s' },
  now: now === null ? null : { values: now, ttl },
});
const step = (more: Partial<PlanStep>): PlanStep => ({
  n: 2,
  step: {
    type: 'cache.purge',
    v: 1,
    target: { sourceId: id, sourceName: 'cf', system: 'cloudflare', zoneKey: 'z', zone: 'shop.example' },
    what: { everything: true },
  },
  state: 'unsure',
  attempt: 1,
  startedAt: null,
  finishedAt: null,
  answer: null,
  error: 'nobody can tell',
  verified: [],
  foreign: [],
  irreversible: null,
  seen: null,
  ...more,
});
const dns = (seen: PlanStep['seen'], n = 2) =>
  seenLines(
    { number: 7, stepCount: 3 },
    step({
      n,
      seen,
      step: {
        type: 'dns.write-record-sets',
        v: 1,
        target: { sourceId: id, sourceName: 'cf', system: 'cloudflare', zoneKey: 'z', zone: 'shop.example' },
        sets: [],
      },
    }),
  );

describe('a step that waits for a person', () => {
  it('shows three sides of what is not as wanted, and what each word will do', () => {
    expect(
      dns([seenAs(target('www A'), sides('203.0.113.9')), seenAs(target('api A'), sides('198.51.100.1'))]),
    ).toEqual([
      '',
      '  Step 2 waits for a person',
      '    www A: neither as it was nor as wanted, at 2026-11-20 09:00:00',
      '                before     wanted        now',
      '        values  192.0.2.1  198.51.100.1  203.0.113.9',
      '    1 more is as wanted',
      '    switchyard apply 7 --decide 2=done',
      '        What is there now is taken for what was meant; the plan goes on with step 3.',
      '    switchyard apply 7 --decide 2=again',
      '        Writes www A as wanted, over what is there now; the plan goes on with step 3.',
      '    switchyard apply 7 --decide 2=skip',
      '        What is there now stays as it is; the plan goes on with step 3, without this one.',
    ]);
  });

  it('says what is not there, and that nothing is left', () => {
    expect(dns([seenAs(target('www A'), sides(null))])).toContain('        values  192.0.2.1  198.51.100.1  none');
    const done = dns([seenAs(target('www A'), sides('198.51.100.1'))], 3);
    expect(done).toContain('    1 is as wanted');
    expect(done).toContain('        Looks again; as it is now, nothing is left to be written; the plan ends there.');
    expect(dns([seenAs(target('www A'), sides('192.0.2.1'))])).toContain(
      '        Writes www A as wanted; the plan goes on with step 3.',
    );
    const two = ['www A', 'api A'].map((name, place) =>
      seenAs(target(name), sides(place ? '192.0.2.1' : '203.0.113.9')),
    );
    expect(dns(two)).toContain(
      '        Writes 2 changes as wanted, over what is there now of www A; the plan goes on with step 3.',
    );
  });

  it('that nobody can look at says so', () => {
    const lines = seenLines({ number: 7, stepCount: 3 }, step({}));
    expect(lines).toContain('    Nobody has been able to look since.');
    expect(lines).toContain('        Purges everything once more, done before or not; the plan goes on with step 3.');
  });

  it('is the only one of which anything is said', () => {
    expect(seenLines({ number: 7, stepCount: 3 }, step({ state: 'applied' }))).toEqual([]);
  });
});
