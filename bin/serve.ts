import { StartError } from '../runtime/start-error.ts';
import { goMessage, SUPERVISED, type ChildMessage, type GoMessage } from './child-messages.ts';
import { onStopSignal } from './stop-signals.ts';

export interface Running {
  url?: string;
  /** Handed to the supervisor with the address. */
  facts?: Record<string, string>;
  stop(): Promise<void>;
}

const STOP_PATIENCE_MS = 15_000;
/** Short: the next start wants the port, and whatever is cut off here is taken up again from its lease. */
const ORPHAN_PATIENCE_MS = 1500;

/**
 * Runs a part of Switchyard until it is told to stop: by signals when it runs alone, by its supervisor otherwise.
 * @param start gets what the supervisor sent, or undefined when it runs alone
 */
export async function serve(start: (go: GoMessage | undefined) => Promise<Running>): Promise<void> {
  if (process.env[SUPERVISED] === undefined || process.send === undefined) return serveAlone(start);

  let running: Running | undefined;
  let ending = false;
  const end = (patienceMs: number) => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), patienceMs).unref();
    void Promise.resolve(running?.stop()).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${(error as Error).stack}\n`);
        process.exit(1);
      },
    );
  };
  // Ctrl-C reaches the whole group; the supervisor decides the order in which things end.
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  process.on('SIGTERM', () => end(STOP_PATIENCE_MS));
  process.on('disconnect', () => end(ORPHAN_PATIENCE_MS));
  // A broken pipe is the same news as a lost supervisor.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => end(ORPHAN_PATIENCE_MS));

  try {
    running = await start(await received());
    tell({ type: 'ready', url: running.url, facts: running.facts });
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    tell({ type: 'failed', message: error.message }, () => process.exit(1));
  }
}

async function serveAlone(start: (go: undefined) => Promise<Running>): Promise<void> {
  let stop = async () => {};
  onStopSignal(
    () => {
      setTimeout(() => process.exit(1), STOP_PATIENCE_MS).unref();
      void stop().then(() => process.exit(0));
    },
    () => process.exit(1),
  );
  const running = await start(undefined);
  stop = () => running.stop();
}

function received(): Promise<GoMessage> {
  return new Promise((resolve) => process.once('message', (message) => resolve(goMessage.parse(message))));
}

function tell(message: ChildMessage, done: () => void = () => {}): void {
  if (process.connected) process.send?.(message, () => done());
  else done();
}
