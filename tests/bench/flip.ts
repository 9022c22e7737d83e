import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { set } from '../../lab/demo/record-list.ts';
import { TEST_KEY } from '../../model/test-database.ts';
import { repositoryRoot } from '../../runtime/repository-root.ts';
import {
  cloudflareToken,
  dnsOutside,
  sideAddresses,
  sideName,
  type ZoneOfTest,
  zoneKey,
} from '../faults/dns-outside.ts';
import { planPanel, type Plan, type PlanPanel } from '../faults/plan-panel.ts';
import type { BareFlip } from './bare-flip.ts';
import { startProcess } from './panel.ts';
import { type Figure, figure, median, timed } from './figure.ts';

/** What an answer of a provider takes that is not in the same room. A stand-in answers in no time, and would measure nothing but us. */
const FAR_MS = 50;
const SIDES = ['side-a', 'side-b'] as const;

interface Trial {
  title: string;
  system: ZoneOfTest['at'];
  zones: number;
  setsAZone: number;
  /** Milliseconds that each answer is late. */
  late: number;
  /** The middle one counts; where all of it is a third of a second, chance is a larger part of it. */
  rounds: number;
}

/**
 * Flips and their rollbacks: how often the provider is written to, and how long all of it takes, over what a bare client takes that sends the same
 * requests. `size`: sets in as many zones as there are hundreds of them.
 */
export async function* run(size = 5000): AsyncIterable<Figure> {
  const many = { zones: Math.ceil(size / 100), setsAZone: 100, rounds: 3 };
  const one = { zones: 1, setsAZone: Math.min(200, size), rounds: 15 };
  yield* measured({ title: 'one zone at Cloudflare', system: 'cloudflare', ...one, late: FAR_MS });
  yield* measured({ title: 'Cloudflare', system: 'cloudflare', ...many, late: FAR_MS });
  yield* measured({ title: 'PowerDNS', system: 'powerdns', ...many, late: FAR_MS });
  yield* measured({ title: 'PowerDNS next door', system: 'powerdns', ...many, late: 0 });
}

async function* measured(trial: Trial): AsyncIterable<Figure> {
  const zones = Array.from({ length: trial.zones }, (_, number) => zoneOf(trial, number));
  const panel = await planPanel({ worker: false, outside: dnsOutside(zones) });
  const worker = await startWorker(panel);
  try {
    if (trial.system === 'powerdns' && !panel.powerdns) {
      console.warn('tests/bench: nothing is flipped at PowerDNS, for want of pdns_server');
      return;
    }
    const sets = trial.zones * trial.setsAZone;
    const name = (what: string) => `${sets} sets, ${trial.title}${trial.late ? '' : ', 0 ms away'}: ${what}`;
    if (trial.late) panel.lab.faults.add({ service: trial.system, what: { how: 'slow', ms: trial.late } });
    const planning: number[] = [];
    const applying: Over[] = [];
    const undoing: Over[] = [];
    const bare: number[] = [];
    const writes = { flip: 0, rollback: 0 };
    for (let round = 0; round <= trial.rounds; round += 1) {
      panel.lab.refill();
      bare.push(await bareFlip(panel, trial, zones, 0), await bareFlip(panel, trial, zones, 1));
      panel.lab.refill();
      const { ms, result } = await timed(() => propose(panel));
      panel.lab.requests.clear();
      const applied = await apply(panel, result, sets);
      writes.flip = writesOf(panel);
      panel.lab.requests.clear();
      const undone = await undo(panel, result);
      writes.rollback = writesOf(panel);
      await untilTakenIn(panel);
      // A worker that has just been started has its programs still to compile.
      if (round === 0) continue;
      planning.push(ms);
      applying.push(applied);
      undoing.push(undone);
    }
    const limit = median(bare);
    yield figure(name('planned'), median(planning), 'ms');
    for (const [what, count] of Object.entries(writes))
      yield figure(name(`writes of a ${what}`), count, 'requests', { limit: trial.zones, most: 1 });
    for (const [what, rounds] of [
      ['applied', applying],
      ['rolled back', undoing],
    ] as const) {
      const written = median(rounds.map((one) => one.written));
      yield figure(name(what), written, 'ms', { limit, ...(trial.late ? { most: 1.3 } : {}) });
      yield figure(name(`${what}, and in the model`), median(rounds.map((one) => one.over)), 'ms');
    }
  } finally {
    await worker.stop();
    await panel.stop();
  }
}

/** As `switchyard worker` runs it. */
const startWorker = ({ server }: PlanPanel) =>
  startProcess([join(repositoryRoot, 'bin', 'switchyard.mjs'), 'worker'], /(worker ready)/, {
    DATABASE_URL: server.db.ownerUrl,
    SWITCHYARD_KEY: TEST_KEY.toString('hex'),
    SWITCHYARD_ALLOW_NETWORKS: '127.0.0.0/8',
  });

/** Every other set of two addresses, or a name. */
const zoneOf = ({ system, setsAZone }: Trial, number: number): ZoneOfTest => ({
  name: `zone-${number}.example`,
  at: system,
  // A few zones each: an account has its requests counted.
  account: 1 + Math.floor(number / 10),
  sets: Array.from({ length: setsAZone }, (_, at) =>
    at % 2
      ? set(`www-${at}`, 'A', sideAddresses('side-a'), { ttl: 300 })
      : set(`shop-${at}`, 'CNAME', sideName('side-a'), { ttl: 300 }),
  ),
});

async function propose(panel: PlanPanel): Promise<Plan> {
  const [from, to] = await Promise.all(SIDES.map((side) => panel.one('load-balancers', side)));
  return panel.propose('dns.flip', { fromLoadBalancerId: from!.id, toLoadBalancerId: to!.id });
}

/** Milliseconds from the request. `written`: the last step is read back and on record; `over`: what it saw is in the model, too. */
interface Over {
  written: number;
  over: number;
}

async function apply(panel: PlanPanel, { id }: Plan, sets: number): Promise<Over> {
  const began = Date.now();
  await panel.api('POST', `/plans/${id}/apply`, { override: true });
  return over(panel, id, { began, sets });
}

async function undo(panel: PlanPanel, { id, changeCount }: Plan): Promise<Over> {
  const began = Date.now();
  const undone = await panel.api<Plan>('POST', `/plans/${id}/undo`);
  return over(panel, undone.id, { began, sets: Number(changeCount) });
}

/** Looked for more often than a person would, past the API. */
async function over(panel: PlanPanel, id: string, { began, sets }: { began: number; sets: number }): Promise<Over> {
  for (;;) {
    const { rows } = await panel.db.query<{ state: string; error: string; changes: number; finished: number }>(
      `SELECT state, error, change_count AS changes,
              (SELECT extract(epoch FROM max(finished_at))::float8 * 1000 FROM plan_steps WHERE plan_id = p.id) AS finished
         FROM plans p WHERE id = $1`,
      [id],
    );
    const { state, error, changes, finished } = rows[0]!;
    if (state === 'applied' && changes === sets) return { written: finished - began, over: Date.now() - began };
    if (state !== 'applying') throw new Error(`the plan is ${state} after ${changes} of ${sets} sets: ${error}`);
    await sleep(5);
  }
}

/** The pull that follows a plan is not a part of the next one, nor is one that is tried again. */
async function untilTakenIn(panel: PlanPanel): Promise<void> {
  for (;;) {
    const { rowCount } = await panel.db.query(
      `SELECT 1 FROM due_work WHERE done_at IS NULL AND (every_seconds IS NULL OR lease_until > now() OR due_at < now())`,
    );
    if (rowCount === 0) return;
    await sleep(100);
  }
}

const writesOf = (panel: PlanPanel) =>
  panel.lab.requests.list(10_000).filter(({ operation }) => /^(POST|PATCH) /.test(operation)).length;

/** @returns milliseconds */
async function bareFlip(panel: PlanPanel, { system }: Trial, zones: readonly ZoneOfTest[], side: 0 | 1) {
  const dot = system === 'powerdns' ? '.' : '';
  const [from, to] = [SIDES[side], SIDES[1 - side]!].map((one) => [...sideAddresses(one), sideName(one) + dot]);
  const order: BareFlip = {
    system,
    url: `${panel.lab.url}/${system === 'cloudflare' ? 'cloudflare/client/v4' : 'powerdns'}`,
    zones: zones.map((zone) => ({
      key: zoneKey(zone),
      headers: (system === 'cloudflare'
        ? { authorization: `Bearer ${cloudflareToken(zone.account!)}` }
        : { 'x-api-key': panel.powerdns!.apiKey }) as Record<string, string>,
    })),
    from: from!,
    to: to!,
  };
  const program = join(repositoryRoot, 'tests', 'bench', 'bare-flip.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program], {
    env: { ...process.env, BARE_FLIP: JSON.stringify(order) },
  });
  return Number(stdout);
}
