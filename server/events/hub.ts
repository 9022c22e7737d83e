import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { serverEvent } from '../../contract/api/events.ts';
import type { Client, Pool } from '../../model/database.ts';
import { logFor } from '../../runtime/log.ts';
import {
  changesFor,
  isOfSeveral,
  panelChange,
  readChanges,
  readClusters,
  RunMarks,
  type ChangeGroup,
} from './changes.ts';
import { type Stream, wire } from './stream.ts';

const log = logFor('events');
/** What comes after a pause is told at once; then changes are gathered for so long, or longer, so that telling takes no more than a fifth of the time. */
const GATHER_MS = 50;
const REST_A_TELLING = 4;
const BEAT_MS = 5000;
/** Sessions idle out and tokens expire without anybody saying so. */
const LOOK_MS = 60_000;
const RECONNECT_MS = 1000;

const progressOf = serverEvent.options[2].shape.data;

interface Options {
  url: string;
  pool: Pool;
  bootId: string;
  /** Runs a read with the right to see which rows changed. */
  readAsPanel: <T>(work: (client: Client) => Promise<T>) => Promise<T>;
  onSent: (count: number) => void;
}

/**
 * Everything that streams hear: PostgreSQL tells what changed, once for this process, and each batch of changes is read once for all streams.
 */
export class EventHub {
  private readonly streams = new Set<Stream>();
  private readonly options: Options;
  private readonly marks = new RunMarks();
  private readonly runs = new Set<string>();
  private groups: ChangeGroup[] = [];
  private telling: Promise<void> | undefined;
  private resting: NodeJS.Timeout | undefined;
  private listener: pg.Client | undefined;
  private timers: NodeJS.Timeout[] = [];
  private retrying: NodeJS.Timeout | undefined;
  private stopped = false;
  private wasConnected = false;
  private changes = 0;

  constructor(options: Options) {
    this.options = options;
  }

  get count(): number {
    return this.streams.size;
  }

  /** Grows with every change heard of: what was computed under another number may be old. */
  get changesHeard(): number {
    return this.changes;
  }

  /** Whether changes are heard of at present. */
  get connected(): boolean {
    return this.listener !== undefined;
  }

  async start(): Promise<void> {
    await this.listen();
    this.timers = [
      setInterval(() => this.broadcast(wire({ event: 'beat', data: { at: new Date().toISOString() } })), BEAT_MS),
      setInterval(() => void this.lookAgain([...this.streams]), LOOK_MS),
    ];
    for (const timer of this.timers) timer.unref();
  }

  add(stream: Stream): void {
    this.streams.add(stream);
    stream.write(`retry: 2000\n${this.hello()}`);
    // Rights that were taken away while the stream was being opened were told to nobody.
    void this.lookAgain([stream]);
  }

  remove(stream: Stream): void {
    this.streams.delete(stream);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.resting);
    clearTimeout(this.retrying);
    for (const stream of this.streams) stream.end('the server is stopping');
    this.streams.clear();
    await this.telling;
    await this.listener?.end().catch(() => undefined);
  }

  private hello(): string {
    return wire({ event: 'hello', data: { boot: this.options.bootId, at: new Date().toISOString() } });
  }

  private broadcast(text: string, to: (stream: Stream) => boolean = () => true): void {
    let sent = 0;
    for (const stream of this.streams) {
      if (!to(stream)) continue;
      if (stream.write(text)) sent += 1;
      else this.streams.delete(stream);
    }
    this.options.onSent(sent);
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.options.url,
      application_name: 'switchyard events',
      keepAlive: true,
    });
    client.on('notification', ({ channel, payload }) => this.heard(channel, payload ?? ''));
    client.on('error', () => undefined);
    client.once('end', () => {
      if (this.listener !== client) return;
      this.listener = undefined;
      this.listenSoon();
    });
    try {
      await client.connect();
      await client.query('LISTEN changes; LISTEN progress; LISTEN rights');
    } catch (error) {
      await client.end().catch(() => undefined);
      if (!this.wasConnected) throw error;
      log.warn({ err: error }, 'not listening to changes; trying again');
      return this.listenSoon();
    }
    this.listener = client;
    // What happened meanwhile was not heard: everybody fetches anew, and rights are looked at.
    if (this.wasConnected) {
      this.broadcast(this.hello());
      void this.lookAgain([...this.streams]);
    }
    this.wasConnected = true;
  }

  private listenSoon(): void {
    if (this.stopped) return;
    clearTimeout(this.retrying);
    this.retrying = setTimeout(() => void this.listen(), RECONNECT_MS);
    this.retrying.unref();
  }

  private heard(channel: string, payload: string): void {
    if (channel === 'progress') return this.progress(payload);
    if (channel === 'rights') {
      const concerned = [...this.streams].filter((stream) => payload === '' || stream.principalId === payload);
      void this.lookAgain(concerned);
      return;
    }
    this.changes += 1;
    const panel = panelChange(payload);
    if (panel) this.groups.push(panel);
    else if (z.uuid().safeParse(payload).success) this.runs.add(payload);
    else return;
    this.tellSoon();
  }

  private tellSoon(): void {
    if (this.stopped || this.telling || this.resting || (!this.runs.size && !this.groups.length)) return;
    const start = performance.now();
    // Not before the other notes of the same commit were heard.
    this.telling = setImmediate()
      .then(() => this.flush())
      .finally(() => {
        this.telling = undefined;
        const rest = Math.max(GATHER_MS, REST_A_TELLING * (performance.now() - start));
        this.resting = setTimeout(() => {
          this.resting = undefined;
          this.tellSoon();
        }, rest).unref();
      });
  }

  /** Sources are known to readers of all clusters alone. */
  private progress(payload: string): void {
    try {
      const data = progressOf.parse(JSON.parse(payload));
      this.broadcast(wire({ event: 'progress', data }), (stream) => stream.rights.clusterIds === null);
    } catch (error) {
      log.warn({ err: error }, 'progress could not be read');
    }
  }

  private async flush(): Promise<void> {
    const runs = [...this.runs];
    let groups = this.groups.splice(0);
    this.runs.clear();
    // With nobody connected nothing is read: whoever connects later fetches everything anyway.
    if (!this.streams.size) return;
    try {
      const apart =
        groups.some(({ kind }) => isOfSeveral(kind)) &&
        [...this.streams].some(({ rights }) => rights.clusterIds !== null);
      if (runs.length || apart)
        await this.options.readAsPanel(async (client) => {
          for (const runId of runs) groups.push(...(await readChanges(client, runId, this.marks)));
          if (apart) groups = await readClusters(client, groups);
        });
      this.tell(groups);
    } catch (error) {
      log.warn({ err: error }, 'changes could not be told; everybody fetches anew');
      this.broadcast(this.hello());
    }
  }

  private tell(groups: readonly ChangeGroup[]): void {
    const texts = new Map<string, string>();
    let sent = 0;
    for (const stream of this.streams) {
      let text = texts.get(stream.key);
      if (text === undefined) {
        text = changesFor(groups, stream.rights)
          .map((data) => wire({ event: 'change', data }))
          .join('');
        texts.set(stream.key, text);
      }
      if (text === '') continue;
      if (stream.write(text)) sent += 1;
      else this.streams.delete(stream);
    }
    this.options.onSent(sent);
  }

  /** Reads the rights of streams again: those that have none any more end. */
  private async lookAgain(streams: Stream[]): Promise<void> {
    for (const stream of streams) {
      try {
        const { rows } = await this.options.pool.query<{ id: string; role: string; cluster_ids: string[] | null }>(
          'SELECT id, role, cluster_ids FROM principal_of($1)',
          [stream.hash],
        );
        const now = rows[0];
        if (!now) {
          stream.end('the session has ended');
          this.streams.delete(stream);
          continue;
        }
        const before = stream.key;
        stream.rights = { role: now.role, clusterIds: now.cluster_ids };
        // Other rights show other objects: everything is fetched anew.
        if (stream.key !== before) stream.write(this.hello());
      } catch (error) {
        log.warn({ err: error }, 'rights of a stream could not be read');
      }
    }
  }
}
