import { useSyncExternalStore } from 'react';
import type { Progress, ServerEvent } from '../../contract/api/events.ts';
import { API } from './fetch.ts';

/** `live`: events come · `reconnecting`: for a moment they do not · `stale`: they have not for a while · `off`: signed out. */
export interface Stream {
  mark: 'live' | 'reconnecting' | 'stale' | 'off';
  /** Milliseconds since the epoch: when something was last heard. */
  heard: number;
}

export type Change = Extract<ServerEvent, { event: 'change' }>['data'];

/** The server beats every 5 s. */
const SILENCE = 30_000;
const STALE = 15_000;
const RETRY = [1000, 2000, 4000, 8000, 15_000];

const handlers = {
  change: new Set<(change: Change) => void>(),
  progress: new Set<(progress: Progress) => void>(),
  /** Something may have been missed: everything is to be fetched again. */
  gap: new Set<() => void>(),
  /** The stream does not open. */
  lost: new Set<() => void>(),
  bye: new Set<(reason: string) => void>(),
};
const listeners = new Set<() => void>();

let stream: Stream = { mark: 'off', heard: 0 };
let source: EventSource | null = null;
let boot: string | null = null;
let failures = 0;
let retry: ReturnType<typeof setTimeout> | undefined;
let watch: ReturnType<typeof setInterval> | undefined;

function mark(next: Stream['mark']): void {
  if (stream.mark === next) return;
  stream = { ...stream, mark: next };
  for (const listener of listeners) listener();
}

function heard(): void {
  stream.heard = Date.now();
  failures = 0;
  mark('live');
}

const read = <T>(event: Event): T => JSON.parse((event as MessageEvent<string>).data) as T;

function open(): void {
  clearTimeout(retry);
  source?.close();
  source = new EventSource(`${API}/events`);
  source.addEventListener('hello', (event) => {
    const hello = read<{ boot: string }>(event);
    // A second hello means that the stream was cut, so changes may have gone by unheard.
    if (boot !== null) for (const handler of handlers.gap) handler();
    boot = hello.boot;
    heard();
  });
  source.addEventListener('beat', heard);
  source.addEventListener('change', (event) => {
    heard();
    const change = read<Change>(event);
    for (const handler of handlers.change) handler(change);
  });
  source.addEventListener('progress', (event) => {
    heard();
    const progress = read<Progress>(event);
    for (const handler of handlers.progress) handler(progress);
  });
  source.addEventListener('bye', (event) => {
    const { reason } = read<{ reason: string }>(event);
    for (const handler of handlers.bye) handler(reason);
  });
  source.addEventListener('error', lost);
}

/** A browser gives up for good on an answer other than 200, so the stream is opened anew by hand. */
function lost(): void {
  if (stream.mark === 'live') mark('reconnecting');
  if (source?.readyState !== EventSource.CLOSED) return;
  const wait = RETRY[Math.min(failures, RETRY.length - 1)] ?? 15_000;
  failures += 1;
  // No stream may mean no session: the answer to this says so.
  if (failures === 2) for (const handler of handlers.lost) handler();
  clearTimeout(retry);
  retry = setTimeout(open, wait * (0.75 + Math.random() / 2));
}

function look(): void {
  const quiet = Date.now() - stream.heard;
  if (stream.mark === 'reconnecting' && quiet > STALE) mark('stale');
  if (stream.mark === 'live' && quiet > SILENCE) {
    mark('reconnecting');
    open();
  }
}

export const events = {
  start() {
    if (stream.mark !== 'off') return;
    stream = { mark: 'reconnecting', heard: Date.now() };
    boot = null;
    open();
    watch = setInterval(look, 2000);
  },
  stop() {
    source?.close();
    source = null;
    clearTimeout(retry);
    clearInterval(watch);
    mark('off');
  },
  on<K extends keyof typeof handlers>(name: K, handler: (typeof handlers)[K] extends Set<infer H> ? H : never) {
    const set = handlers[name] as Set<unknown>;
    set.add(handler);
    return () => {
      set.delete(handler);
    };
  },
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useStream = (): Stream => useSyncExternalStore(subscribe, () => stream);
