import { describe, expect, it } from 'vitest';
import { PLAN_STATES } from '../../../contract/plans/states.ts';
import { actsOf, wordsOf } from './main-act.ts';
import type { Plan } from './plan.ts';

const ANA = 'a0000000-0000-4000-8000-000000000001';
const BEN = 'b0000000-0000-4000-8000-000000000002';

const plan = (change: Partial<Plan>): Plan => ({
  id: 'p',
  status: 'attention',
  number: 12,
  title: 'Flip 3 record sets from a to b',
  action: 'dns.flip',
  state: 'proposed',
  params: {},
  reason: '',
  clusterIds: [],
  actor: 'ana',
  actorId: ANA,
  requestId: null,
  button: 'Flip 3 record sets',
  stepCount: 1,
  changeCount: 3,
  writtenCount: 0,
  undoableCount: 0,
  candidates: [],
  checks: [],
  warnings: [],
  offers: [],
  objects: [],
  irreversible: [],
  needsApproval: false,
  approvedBy: null,
  approvedAt: null,
  scheduledFor: null,
  onFailure: 'stop',
  startedAt: null,
  finishedAt: null,
  undoes: null,
  undoneBy: null,
  error: null,
  changedAt: '2026-11-18T09:00:00.000Z',
  ...change,
});
const written = { writtenCount: 1, undoableCount: 1 };

describe('the acts of a plan', () => {
  it('begin with the act itself, in its own words', () => {
    const proposed = plan({});
    expect(actsOf(proposed, ANA)).toEqual({ main: 'apply', others: ['schedule', 'cancel'] });
    expect(wordsOf('apply', proposed)).toBe('Flip 3 record sets');
    expect(wordsOf('apply', plan({ state: 'scheduled' }))).toBe('Flip 3 record sets now');
  });

  it('ask the second person for approval, and the first one to wait', () => {
    const waiting = plan({ needsApproval: true });
    expect(actsOf(waiting, BEN).main).toBe('approve');
    expect(actsOf(waiting, ANA).main).toBe('apply');
    expect(actsOf(plan({ needsApproval: true, approvedBy: 'ben', state: 'approved' }), BEN).main).toBe('apply');
  });

  it.each(['applying', 'paused', 'applied', 'partly_applied', 'needs_person'] as const)(
    'are led by the way back once something may be written: %s',
    (state) => {
      expect(actsOf(plan({ state, ...written }), ANA).main).toBe('undo');
      expect(wordsOf('undo', plan({ state, ...written }))).toBe('Roll back');
    },
  );

  it('go on where nothing is to be taken back', () => {
    expect(actsOf(plan({ state: 'paused' }), ANA).main).toBe('apply');
    expect(wordsOf('apply', plan({ state: 'paused' }))).toBe('Go on');
    expect(actsOf(plan({ state: 'failed' }), ANA)).toEqual({ main: 'apply', others: ['again'] });
    expect(actsOf(plan({ state: 'expired' }), ANA).main).toBe('again');
  });

  it('never lead with undoing what was just taken back', () => {
    for (const state of PLAN_STATES)
      expect(actsOf(plan({ state, undoes: 'q', ...written }), ANA).main).not.toBe('undo');
    expect(actsOf(plan({ state: 'applied', undoes: 'q', ...written }), ANA).others).toEqual(['undo']);
  });
});
