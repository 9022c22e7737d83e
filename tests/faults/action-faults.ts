import { expect } from 'vitest';
import type { ActionTrial } from './action-trials.ts';
import type { Plan, PlanPanel } from './plan-panel.ts';
import { ADMIN_TOKEN } from '../../server/test-server.ts';

/** What happens to a plan of an action; the outside and the records are looked at in the end. Answers what came of it, in a few words; `–`: it cannot happen. */
export type Fault = (trial: ActionTrial, panel: PlanPanel) => Promise<string>;
const CANNOT = '–';

const write = { how: '500', status: 500 } as const;
/** Tries of a write that is not done before the plan gives up. */
const TRIES = 4;

const proposed = ({ action, params }: ActionTrial, panel: PlanPanel) => panel.propose(action, params);
const apply = (panel: PlanPanel, { id }: Plan, decisions: Record<string, string> = {}) =>
  panel.api('POST', `/plans/${id}/apply`, { decisions });
/** How an act was answered, refusals too. */
const act = async (panel: PlanPanel, id: string, name: string) =>
  panel.server.call<{ detail?: string; id: string }>(`/plans/${id}/${name}`, {
    method: 'POST',
    body: {},
    as: ADMIN_TOKEN,
  });

/** The outside is so, the journal says how often it was written, and so does the outside. */
async function expectIt(trial: ActionTrial, panel: PlanPanel, plan: Plan, want: { state: unknown; attempts: number }) {
  expect(await trial.state()).toEqual(want.state);
  const attempts = (await panel.steps(plan.id)).reduce((sum, step) => sum + step.attempt, 0);
  expect(attempts).toBe(want.attempts);
}

/** Somebody looks at what nobody else can ask about, and says how it is. */
async function answered(trial: ActionTrial, panel: PlanPanel, plan: Plan, word: 'done' | 'again'): Promise<void> {
  await apply(panel, plan, trial.blind ? { 1: word } : {});
  await panel.comesTo(plan.id, 'applied');
}

export const FAULTS: Record<string, Fault> = {
  async fails(trial, panel) {
    const before = await trial.state();
    const plan = await proposed(trial, panel);
    // What nobody can ask about is sent once.
    const tries = trial.blind ? 1 : TRIES;
    if (trial.aim) panel.lab.faults.add({ ...trial.aim, times: tries, what: write });
    else await trial.refuse!();
    await apply(panel, plan);
    const { state } = await panel.comesTo(plan.id, trial.blind ? 'needs_person' : 'failed');
    await expectIt(trial, panel, plan, { state: before, attempts: tries });
    await trial.mend?.();
    await answered(trial, panel, plan, 'again');
    await expectIt(trial, panel, plan, { state: trial.after(before), attempts: tries + 1 });
    return state;
  },

  async twice(trial, panel) {
    const before = await trial.state();
    const plan = await proposed(trial, panel);
    const both = await Promise.all([act(panel, plan.id, 'apply'), act(panel, plan.id, 'apply')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    await panel.comesTo(plan.id, 'applied');
    expect((await act(panel, plan.id, 'apply')).body.detail).toContain('it was applied');
    await expectIt(trial, panel, plan, { state: trial.after(before), attempts: 1 });
    return 'applied once';
  },

  async undo(trial, panel) {
    const before = await trial.state();
    const plan = await proposed(trial, panel);
    await apply(panel, plan);
    await panel.comesTo(plan.id, 'applied');
    const undo = await act(panel, plan.id, 'undo');
    if (trial.irreversible) {
      expect([undo.status, undo.body.detail]).toEqual([409, expect.stringContaining(trial.irreversible)]);
      expect(await trial.state()).toEqual(trial.after(before));
      return 'refused';
    }
    await panel.comesTo(undo.body.id, 'applied');
    await expectIt(trial, panel, plan, { state: before, attempts: 1 });
    expect(await panel.comesTo(plan.id, 'undone')).toMatchObject({ undoneBy: undo.body.id });
    return 'undone';
  },

  async 'foreign, undo'(trial, panel) {
    if (!trial.foreign || trial.irreversible) return CANNOT;
    const before = await trial.state();
    const plan = await proposed(trial, panel);
    await apply(panel, plan);
    await panel.comesTo(plan.id, 'applied');
    await trial.foreign();
    const theirs = await trial.state();
    expect(theirs).not.toEqual(trial.after(before));
    const undo = await act(panel, plan.id, 'undo');
    const { state, error } = await panel.comesTo(undo.body.id, 'applied', 'expired', 'failed', 'needs_person');
    if (!trial.undoneAnyway) expect(error).toContain('has moved');
    await expectIt(trial, panel, plan, { state: trial.undoneAnyway ? before : theirs, attempts: 1 });
    return `undo ${state}`;
  },

  async '500 after'(trial, panel) {
    if (!trial.aim) return CANNOT;
    const before = await trial.state();
    const plan = await proposed(trial, panel);
    panel.lab.faults.add({ ...trial.aim, times: 1, what: { how: 'after-apply', with: '500' } });
    await apply(panel, plan);
    const { state } = await panel.comesTo(plan.id, trial.blind ? 'needs_person' : 'applied');
    if (trial.blind) await answered(trial, panel, plan, 'done');
    await expectIt(trial, panel, plan, { state: trial.after(before), attempts: 1 });
    expect(trial.arrived!()).toBe(1);
    return state;
  },

  async 'asked to wait'(trial, panel) {
    if (!trial.aim) return CANNOT;
    const before = await trial.state();
    const plan = await proposed(trial, panel);
    panel.lab.faults.add({ ...trial.aim, times: 1, what: { how: '429', retryAfter: 1 } });
    await apply(panel, plan);
    const { state } = await panel.comesTo(plan.id, 'applied');
    await expectIt(trial, panel, plan, { state: trial.after(before), attempts: 2 });
    expect(trial.arrived!()).toBe(2);
    return state;
  },

  async refused(trial, panel) {
    if (!trial.aim) return CANNOT;
    const before = await trial.state();
    const plan = await proposed(trial, panel);
    panel.lab.faults.add({ ...trial.aim, what: trial.aim.refusal });
    await apply(panel, plan);
    const { state } = await panel.comesTo(plan.id, 'failed');
    await expectIt(trial, panel, plan, { state: before, attempts: 1 });
    expect(trial.arrived!()).toBe(1);
    return state;
  },

  async foreign(trial, panel) {
    if (!trial.foreign) return CANNOT;
    const plan = await proposed(trial, panel);
    await trial.foreign();
    const theirs = await trial.state();
    await apply(panel, plan);
    const { state } = await panel.comesTo(plan.id, 'expired');
    await expectIt(trial, panel, plan, { state: theirs, attempts: 0 });
    return state;
  },
};
