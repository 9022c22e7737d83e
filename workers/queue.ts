import { createPostgresBackend, Queue, withBackend, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { logFor } from '../runtime/log.ts';

const log = logFor('queue');
/** A job that died with its worker keeps its name taken for a minute; whatever is still due by then is called by another name. */
const RENAMED_MS = 5000;

export interface Wakeup {
  id: string;
  /** Attempts so far: another try is another job. */
  attempts: number;
}

export interface WakeQueue {
  /** Tells some worker, on this machine or another, that these rows of `due_work` can be claimed. */
  wake(due: Wakeup[]): Promise<void>;
  stop(): Promise<void>;
}

const tell = (error: Error) => log.warn({ err: error }, 'queue trouble; due work is swept all the same');

interface Backend {
  workerUrl: string;
  redisUrl?: string;
}

/** A queue of its own, so that what is slow in one delays nothing in another. */
export interface Lane {
  name: string;
  /** Work that a worker does at the same time. */
  concurrency: number;
}

/**
 * The one place that knows BullMQ: on the panel's own PostgreSQL, or on Redis. It carries ids and holds no truth: with the queue emptied,
 * the sweep over `due_work` wakes the same rows again.
 */
export async function openQueue(
  backend: Backend,
  { name, concurrency }: Lane,
  handle: (id: string) => Promise<void>,
): Promise<WakeQueue> {
  const parts = backend.redisUrl
    ? await onRedis(backend.redisUrl, { name, concurrency }, handle)
    : onPostgres(backend.workerUrl, { name, concurrency }, handle);
  const queue: Pick<Queue, 'add' | 'addBulk' | 'close'> = parts.queue;
  parts.queue.on('error', tell);
  parts.worker.on('error', tell);
  await parts.queue.waitUntilReady();
  return {
    async wake(due) {
      const slot = Math.floor(Date.now() / RENAMED_MS);
      const jobs = due.map(({ id, attempts }) => ({
        name,
        data: { id },
        opts: { jobId: `${id}_${attempts}_${slot}` },
      }));
      // PostgreSQL is four times as long over a list of one as over one (1 ms, 20 ms where its plan is not known yet), and somebody may be waiting.
      if (jobs.length > 1) await queue.addBulk(jobs);
      else for (const { data, opts } of jobs) await queue.add(name, data, opts);
    },
    async stop() {
      await parts.worker.close();
      await queue.close();
      await parts.disconnect();
    },
  };
}

const DONE = { removeOnComplete: true, removeOnFail: true } as const;
type Handler = (id: string) => Promise<void>;

function onPostgres(connectionString: string, { name, concurrency }: Lane, handle: Handler) {
  const onPg = withBackend(createPostgresBackend);
  const connection = { connectionString, migrate: true, max: 4, application_name: 'switchyard queue' };
  const queue = new onPg.Queue(name, { connection, defaultJobOptions: DONE });
  const worker = new onPg.Worker(name, (job) => handle((job.data as { id: string }).id), {
    connection,
    concurrency,
    ...DONE_COUNTS,
  });
  return { queue, worker, disconnect: async () => undefined };
}

const DONE_COUNTS = { removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } } as const;

async function onRedis(url: string, { name, concurrency }: Lane, handle: Handler) {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', (error: Error) => log.warn({ err: error }, 'redis trouble; due work is swept all the same'));
  await refuseEviction(redis);
  const queue = new Queue(name, { connection: redis, defaultJobOptions: DONE });
  const worker = new Worker(name, (job) => handle((job.data as { id: string }).id), {
    connection: redis,
    concurrency,
    ...DONE_COUNTS,
  });
  return { queue, worker, disconnect: async () => void (await redis.quit().catch(() => undefined)) };
}

/** BullMQ asks for `noeviction`: with another policy Redis may drop jobs when memory is short. Due work survives that, late; so it is said, not refused. */
async function refuseEviction(redis: Redis): Promise<void> {
  const answer = (await redis.config('GET', 'maxmemory-policy').catch(() => [])) as string[];
  if (answer[1] && answer[1] !== 'noeviction')
    log.warn(
      { policy: answer[1] },
      'REDIS_URL: maxmemory-policy should be noeviction, else wake-ups may be dropped and work comes late',
    );
}
