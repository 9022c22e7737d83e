import { startWorker } from '../../workers/start.ts';

/** A worker in a process of its own, to be killed. */
const { WORKER_URL, REDIS_URL } = process.env;
await startWorker({
  config: { redisUrl: REDIS_URL, allowNetworks: ['127.0.0.0/8'] },
  workerUrl: WORKER_URL!,
  masterKey: Buffer.alloc(32, 7),
});
process.send?.('ready');
