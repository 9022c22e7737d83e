import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { logFor } from '../runtime/log.ts';
import { repositoryRoot } from '../runtime/repository-root.ts';
import { StartError } from '../runtime/start-error.ts';
import { childMessage, SUPERVISED, type ChildMessage, type GoMessage } from './child-messages.ts';

export interface Ready {
  /** The address it serves. */
  url?: string;
  facts?: Record<string, string>;
}

export interface Supervised {
  /**
   * What it says at its first start.
   * Rejects with a StartError when it says so, with an Error when it ends before it is ready.
   */
  ready: Promise<Ready>;
  stop(): Promise<void>;
  kill(): void;
}

export interface ChildSpec {
  /** The command of bin/switchyard.ts, and the name in the log. */
  name: string;
  args?: readonly string[];
  go: GoMessage;
  env?: Record<string, string | undefined>;
  /** Another program than this one: for tests. */
  program?: { entry: string; execArgv: string[] };
}

const STOP_PATIENCE_MS = 20_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** After so long a life the next crash counts as a first one. */
const SETTLED_MS = 60_000;

/** This program: run from dist/, or from the sources by tsx. */
const self = import.meta.url.endsWith('.ts')
  ? { entry: join(repositoryRoot, 'bin', 'switchyard.ts'), execArgv: process.execArgv }
  : { entry: join(repositoryRoot, 'dist', 'switchyard.js'), execArgv: ['--enable-source-maps'] };

/** Secrets that only the supervisor needs. */
const KEPT_BACK = ['SWITCHYARD_KEY', 'SWITCHYARD_ADMIN_PASSWORD', 'SWITCHYARD_ADMIN_TOKEN', 'DATABASE_URL'];

/** Runs a part in a process of its own, and starts it again, ever more slowly, when it crashes. */
export function supervise(spec: ChildSpec): Supervised {
  const log = logFor('supervisor');
  const { entry, execArgv } = spec.program ?? self;
  let child: ChildProcess;
  let stopping = false;
  let wasReady = false;
  let delay = FIRST_DELAY_MS;
  let timer: NodeJS.Timeout | undefined;
  let settle: { resolve: (ready: Ready) => void; reject: (error: Error) => void };
  const ready = new Promise<Ready>((resolve, reject) => (settle = { resolve, reject }));
  ready.catch(() => {}); // whoever awaits it is told

  const launch = () => {
    const since = Date.now();
    let told: ChildMessage | undefined;
    child = fork(entry, [spec.name, ...(spec.args ?? [])], {
      execArgv,
      env: {
        ...process.env,
        ...spec.env,
        ...Object.fromEntries(KEPT_BACK.map((name) => [name, undefined])),
        [SUPERVISED]: '1',
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.on('error', () => {}); // 'exit' follows, or the send below fails with it
    child.send(spec.go, () => {});
    child.on('message', (message) => {
      told = childMessage.parse(message);
      if (told.type === 'failed') return;
      wasReady = true;
      settle.resolve(told);
    });
    child.on('exit', (code, signal) => {
      if (stopping) return;
      const reason = told?.type === 'failed' ? told.message : `the ${spec.name} ended with ${signal ?? `code ${code}`}`;
      if (!wasReady) {
        settle.reject(told?.type === 'failed' ? new StartError(reason) : new Error(`${reason} before it was ready`));
        return;
      }
      if (Date.now() - since > SETTLED_MS) delay = FIRST_DELAY_MS;
      log.error({ child: spec.name, restartInMs: delay }, reason);
      timer = setTimeout(launch, delay);
      delay = Math.min(delay * 2, LONGEST_DELAY_MS);
    });
  };
  launch();

  const alive = () => child.exitCode === null && child.signalCode === null && child.pid !== undefined;
  const kill = () => {
    stopping = true;
    clearTimeout(timer);
    if (alive()) child.kill('SIGKILL');
  };
  return {
    ready,
    kill,
    async stop() {
      stopping = true;
      clearTimeout(timer);
      if (!alive()) return;
      const patience = setTimeout(kill, STOP_PATIENCE_MS);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      clearTimeout(patience);
    },
  };
}
