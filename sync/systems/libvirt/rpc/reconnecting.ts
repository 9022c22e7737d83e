import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { BackOff } from './back-off.ts';
import type { EventKind, EventListener } from './events.ts';
import { Session, type SessionOptions } from './session.ts';
import { isUnsupported } from './unsupported.ts';

export interface ReconnectingOptions {
  /** The way to the host, anew each time. */
  dial: (signal: AbortSignal) => Promise<Duplex>;
  session: SessionOptions;
  /** Those that a host does not have are left out. */
  events: readonly EventKind[];
  onEvent: EventListener;
  /**
   * A session is there and its events are on: all that was known must be listed anew, as nobody knows what happened
   * meanwhile. If this fails, so does the session.
   */
  onUp: (session: Session) => Promise<void> | void;
  /** Why there is none now, or none yet. */
  onDown: (reason: unknown) => void;
  backOff?: BackOff;
  steadyMs?: number;
}

/** A session that lasts shorter is none: a daemon that ends again and again would have everything listed anew each time. */
const STEADY_MS = 10_000;

/** Keeps a session open: whatever ends it, another is opened, ever more rarely as long as that fails. */
export class ReconnectingSession {
  readonly #options: ReconnectingOptions;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;

  constructor(options: ReconnectingOptions) {
    this.#options = options;
    this.#ended = this.#run();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { onDown, backOff = new BackOff() } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const reason = await this.#once(signal, backOff).catch((error: unknown) => error);
      if (signal.aborted) return;
      onDown(reason);
      await pause(backOff.nextMs(), undefined, { signal }).catch(() => {});
    }
  }

  /** @returns why the session ended */
  async #once(signal: AbortSignal, backOff: BackOff): Promise<unknown> {
    const { dial, session: options, events, onEvent, onUp, steadyMs = STEADY_MS } = this.#options;
    const session = await Session.open(await dial(signal), { ...options, signal });
    const close = () => void session.close();
    signal.addEventListener('abort', close, { once: true });
    let steady: NodeJS.Timeout | undefined;
    try {
      for (const kind of events) await registered(session, kind, onEvent);
      await Promise.race([Promise.resolve(onUp(session)), session.closed]);
      steady = setTimeout(() => backOff.reset(), steadyMs);
      return await session.closed;
    } finally {
      clearTimeout(steady);
      signal.removeEventListener('abort', close);
      await session.close();
    }
  }
}

async function registered(session: Session, kind: EventKind, listener: EventListener): Promise<void> {
  await session.events.register(kind, listener).catch((error: unknown) => {
    if (!isUnsupported(error)) throw error;
  });
}
