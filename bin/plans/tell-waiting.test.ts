import { expect, it } from 'vitest';
import type { PlanWaiting } from '../../contract/plans/waiting.ts';
import { waitingTeller } from './tell-waiting.ts';

it('says what keeps a plan waiting once, again when that changes, and asks rarely', async () => {
  let waiting: PlanWaiting | null = null;
  let clock = 0;
  let asked = 0;
  const said: string[] = [];
  const desk = { waiting: () => Promise.resolve((asked += 1) > 0 ? waiting : null) };
  const tell = waitingTeller(desk, { json: false, line: (text) => void said.push(text) }, () => clock);
  const look = async (at: number, now: Partial<PlanWaiting> | null) => {
    clock = at;
    waiting = now && { since: '2026-11-21T22:00:00Z', seconds: Math.round(at / 1000), workersRun: false, ...now };
    await tell({ id: 'x', number: 12 });
  };
  await look(250, {});
  await look(1999, {});
  expect(asked).toBe(0);
  await look(2000, null);
  expect({ asked, said }).toEqual({ asked: 1, said: [] });
  await look(5000, {});
  await look(9000, {});
  expect(said).toEqual([expect.stringMatching(/^plan 12, for 5 s: no worker runs .*switchyard worker/)]);
  await look(12_000, { workersRun: true });
  await look(15_000, null);
  await look(18_000, { workersRun: true });
  expect(said.slice(1)).toEqual([expect.stringMatching(/^plan 12, for 12 s: no worker has taken it up yet/)]);
});
