import { expect, it } from 'vitest';
import type { PlanStep } from '../../contract/plans/plan.ts';
import type { PlanView } from './desk.ts';
import { planLine, planLines, stepLine } from './plan-lines.ts';
import { imageOf } from '../../contract/plans/test-image.ts';

const id = '00000000-0000-7000-8000-000000000001';
const image = (contents: string[], ttl = 300) => imageOf('www.shop.example', contents, { ttl });
const step = (n: number, more: Partial<PlanStep> = {}): PlanStep => ({
  n,
  step: {
    type: 'dns.write-record-sets',
    v: 1,
    target: { sourceId: id, sourceName: 'cf', system: 'cloudflare', zoneKey: 'z', zone: 'shop.example' },
    sets: [{ id, before: image(['192.0.2.1']), after: image(['198.51.100.1'], 60) }],
  },
  state: 'waiting',
  attempt: 0,
  startedAt: null,
  finishedAt: null,
  answer: null,
  error: null,
  verified: [],
  foreign: [],
  irreversible: null,
  seen: null,
  ...more,
});
const plan: PlanView = {
  id,
  number: 7,
  title: 'Flip 1 record set',
  action: 'dns.flip',
  state: 'needs_person',
  reason: 'maintenance',
  actor: 'ana',
  button: 'Flip',
  stepCount: 2,
  changeCount: 1,
  candidates: [
    { id, kind: 'record_sets', name: 'www A', detail: 'a → b', selected: true, reason: null },
    { id, kind: 'record_sets', name: 'box A', detail: 'a → b', selected: false, reason: null },
    { id, kind: 'record_sets', name: 'old A', detail: 'a', selected: false, reason: 'it is read-only' },
  ],
  checks: [
    { name: 'probe', about: 'Each answers', state: 'failed', blocks: true, detail: 'one does not', overridden: true },
    { name: 'fresh', about: 'As the model has it', state: 'passed', blocks: true, detail: null },
  ],
  warnings: [{ text: 'One would dangle', objects: [{ kind: 'record_sets', id, name: 'go CNAME' }] }],
  offers: [{ when: 'after', label: 'Purge', action: 'cache.purge', params: { zoneId: id } }],
  irreversible: ['a purge'],
  needsApproval: true,
  approvedBy: null,
  scheduledFor: null,
  createdAt: '2026-11-20T09:00:00.123456Z',
  startedAt: null,
  undoes: null,
  undoneBy: null,
  error: 'step 1: nobody can tell',
};

it('a plan is told by place, with what was looked at and what one should know', () => {
  expect(planLines(plan, [step(1), step(2)])).toEqual([
    'Plan 7: Flip 1 record set',
    '  needs person, planned by ana: maintenance',
    '  needs the yes of a second person',
    '  step 1: nobody can tell',
    '',
    '  cloudflare shop.example',
    '    ~ www.shop.example A',
    '        values  192.0.2.1 -> 198.51.100.1',
    '        ttl     300 s -> 60 s',
    '    ~ www.shop.example A',
    '        values  192.0.2.1 -> 198.51.100.1',
    '        ttl     300 s -> 60 s',
    '',
    '  Left as they are',
    '    box A: not chosen: a → b',
    '    old A: it is read-only',
    '',
    '  Checks',
    '    NO  probe: Each answers (one does not), overridden',
    '    ok  fresh: As the model has it',
    '',
    '  To know',
    '    One would dangle: go CNAME',
    '',
    '  Cannot be undone',
    '    a purge',
    '',
    '  Before and after',
    `    after: Purge (switchyard plan cache.purge --params '{"zoneId":"${id}"}')`,
  ]);
});

it('a plan of nothing says so', () => {
  const empty = {
    ...plan,
    candidates: null,
    checks: null,
    warnings: null,
    offers: null,
    irreversible: [],
    needsApproval: false,
    error: null,
  };
  expect(planLines(empty, [])).toEqual([
    'Plan 7: Flip 1 record set',
    '  needs person, planned by ana: maintenance',
    '',
    '  Nothing would change.',
  ]);
});

it('what is made has no before, and what goes no after', () => {
  const sets = [
    { id: null, before: null, after: image(['192.0.2.1']) },
    { id, before: image(['192.0.2.1']), after: null },
  ];
  const data = { ...step(1).step, sets } as PlanStep['step'];
  expect(
    planLines({ ...plan, candidates: [], checks: [], warnings: [], offers: [], irreversible: [] }, [
      step(1, { step: data }),
    ]).slice(6),
  ).toEqual([
    '    + www.shop.example A',
    '        values   192.0.2.1',
    '        ttl      300 s',
    '        proxied  false',
    '    - www.shop.example A',
    '        values   192.0.2.1',
    '        ttl      300 s',
    '        proxied  false',
  ]);
});

it('a step is told with what became of it', () => {
  expect(stepLine(step(1), 2)).toBe('step 1 of 2, cloudflare shop.example: waiting');
  expect(stepLine(step(2, { state: 'applied', answer: '1 changed', verified: ['ns1 has it'] }), 2)).toBe(
    'step 2 of 2, cloudflare shop.example: applied (1 changed; ns1 has it)',
  );
  expect(stepLine(step(2, { state: 'failed', answer: 'x', error: 'refused', foreign: ['www is else'] }), 2)).toBe(
    'step 2 of 2, cloudflare shop.example: failed (refused; www is else)',
  );
});

it('a plan in a list is a line', () => {
  expect(planLine(plan)).toBe('    7  needs_person    2026-11-20 09:00  Flip 1 record set  (ana)');
});
