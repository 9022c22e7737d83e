import type { Timing } from '../../actions/engine/timing.ts';
import { startWorker } from '../../workers/start.ts';

/** A worker in a process of its own, to be killed. */
const { WORKER_URL, REDIS_URL, PLAN_TIMING } = process.env;
await startWorker({
  config: { redisUrl: REDIS_URL, allowNetworks: ['127.0.0.0/8'] },
  workerUrl: WORKER_URL!,
  masterKey: Buffer.alloc(32, 7),
  timing: PLAN_TIMING === undefined ? undefined : (JSON.parse(PLAN_TIMING) as Timing),
});
process.send?.('ready');
