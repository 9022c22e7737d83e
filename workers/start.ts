import { hostname } from 'node:os';
import pg from 'pg';
import { type Timing, TIMING } from '../actions/engine/timing.ts';
import { openPool } from '../model/database.ts';
import { WORKER_CONNECTION } from '../model/work/due-work.ts';
import type { Config } from '../runtime/config.ts';
import { addressPolicy } from '../runtime/http/address-policy.ts';
import { createOutgoing } from '../runtime/http/guarded-request.ts';
import { logFor } from '../runtime/log.ts';
import { oneAtATime } from '../runtime/one-at-a-time.ts';
import { findDue, findLost } from './due-work.ts';
import { openQueue } from './queue.ts';
import { ensureSchedules } from './schedules.ts';
import { tasksIn } from './tasks/all.ts';
import { type Worker, workOn } from './work-on.ts';

const log = logFor('worker');
const LANES = [
  { lane: 'work', name: 'due-work', concurrency: 6 },
  { lane: 'measure', name: 'due-measurements', concurrency: 4 },
  // Nobody who rolls back waits for a pull.
  { lane: 'plan', name: 'due-plans', concurrency: 4 },
] as const;
/**
 * A worker that is stopped, or whose machine is, may hold locks that all others wait for, such as that of the links. PostgreSQL ends its transaction after so
 * long; no worker computes for that long between two statements.
 */
const IDLE_IN_TRANSACTION_MS = 30_000;
/** With the queue emptied, due work waits no longer than this, and nobody goes on longer with what was called off. */
const SWEEP_MS = 1000;

export interface WorkerOptions {
  config: Pick<Config, 'redisUrl' | 'allowNetworks'>;
  workerUrl: string;
  masterKey: Buffer;
  /** Of plans; tests that kill writers shorten it. */
  timing?: Timing;
}

/** Works off what is due until stopped. Any number of workers, on any number of machines, may run at once. */
export async function startWorker({
  config,
  workerUrl,
  masterKey,
  timing = TIMING,
}: WorkerOptions): Promise<{ stop(): Promise<void> }> {
  const pool = openPool(workerUrl, 20, 'switchyard worker', {
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  });
  const policy = addressPolicy({ allow: config.allowNetworks });
  const outgoing = createOutgoing({ policy, userAgent: 'switchyard' });
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();
  const held: Worker['held'] = new Map();
  const worker: Worker = {
    name: `${hostname()}:${process.pid}`,
    tools: { pool, masterKey, outgoing, policy, timing },
    signal: stopping.signal,
    held,
  };

  const track = (id: string) => {
    const task = workOn(worker, id).catch((error: unknown) =>
      log.warn({ err: error, id }, 'due work waits for the next sweep'),
    );
    running.add(task);
    return task.finally(() => running.delete(task));
  };
  const queues = await Promise.all(
    LANES.map(async (lane) => ({
      tasks: tasksIn(lane.lane),
      queue: await openQueue({ workerUrl, redisUrl: config.redisUrl }, lane, async (id) => {
        if (!stopping.signal.aborted) await track(id);
      }),
    })),
  );

  await ensureSchedules(pool);
  const swept = (work: () => Promise<void>) =>
    oneAtATime(async () => {
      if (!stopping.signal.aborted)
        await work().catch((error: unknown) => log.warn({ err: error }, 'sweep failed; tried again'));
    });
  // Each by itself: whoever rolls back does not wait until a hundred pulls are in their queue.
  const sweeps = [
    ...queues.map(({ tasks, queue }) => swept(async () => queue.wake(await findDue(pool, tasks)))),
    swept(async () => {
      // Who listens by old settings would otherwise go on beside who listens by the new ones, until it renews its lease.
      for (const id of await findLost(
        pool,
        Array.from(held.values(), ({ claimed }) => claimed),
      ))
        held.get(id)?.lose();
      // What lasts takes no place in a queue. One a sweep: so that workers who start together share them.
      for (const { id } of await findDue(pool, tasksIn('listen'), 1)) void track(id);
    }),
  ];
  const sweep = async () => {
    await Promise.all(sweeps.map((one) => one()));
  };
  const sweeping = setInterval(() => void sweep(), SWEEP_MS);
  const listener = listenForWork(workerUrl, () => void sweep(), stopping.signal);
  await sweep();

  return {
    async stop() {
      clearInterval(sweeping);
      stopping.abort(new Error('the worker is stopping'));
      await listener;
      await Promise.all(running);
      await Promise.all(queues.map(({ queue }) => queue.stop()));
      await pool.end();
    },
  };
}

/** Hears of new work at once; the sweep is there for all that is not heard. Reconnects for ever. */
async function listenForWork(url: string, wake: () => void, signal: AbortSignal): Promise<void> {
  const open = async (): Promise<void> => {
    if (signal.aborted) return;
    const client = new pg.Client({
      connectionString: url,
      application_name: WORKER_CONNECTION,
      keepAlive: true,
    });
    const again = () => {
      client.removeAllListeners('end');
      if (!signal.aborted) setTimeout(() => void open(), 1000).unref();
    };
    client.on('error', () => undefined);
    client.on('end', again);
    client.on('notification', wake);
    signal.addEventListener('abort', () => void client.end().catch(() => undefined), { once: true });
    try {
      await client.connect();
      await client.query('LISTEN due');
    } catch {
      again();
    }
  };
  await open();
}
