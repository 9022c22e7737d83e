import type { Duplex } from 'node:stream';
import pg from 'pg';
import type { Client } from './database.ts';

/** A row as PostgreSQL sends it: texts, unread. */
export type SentRow = (string | null)[];

export interface TripStatement {
  /** PostgreSQL keeps the plan of a statement with a name; each connection for itself. */
  name?: string;
  text: string;
  values?: readonly unknown[];
}

/** What the driver's connection can say. */
interface Wire {
  stream: Duplex;
  parse(message: { name: string; text: string }): void;
  close(message: { type: 'S'; name: string }): void;
  bind(message: { statement: string; values: unknown[] }): void;
  execute(message: { portal: string }): void;
  sync(): void;
}

/** Names that a connection is known to have: a trip that gave them came to its end. */
const known = new WeakMap<Wire, Set<string>>();

const escaped = (text: string) => `"${text.replaceAll(/["\\]/g, (letter) => `\\${letter}`)}"`;

function asSent(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (!Array.isArray(value)) return String(value);
  return `{${value.map((one: unknown) => (one === null ? 'NULL' : escaped(String(one)))).join(',')}}`;
}

/**
 * Several statements in one message and one answer: the driver would send each with a Sync of its own, and PostgreSQL answer each by itself, which
 * costs a short list as much as its rows. The first that fails ends the trip.
 */
class OneTrip extends pg.Query {
  private readonly statements: { name: string; text: string; values: (string | null)[] }[];
  private readonly results: SentRow[][];
  private readonly given = new Set<string>();
  private place = 0;
  private readonly resolve: (results: SentRow[][]) => void;
  private readonly reject: (error: Error) => void;

  constructor(
    statements: readonly TripStatement[],
    resolve: (results: SentRow[][]) => void,
    reject: (error: Error) => void,
  ) {
    super({ text: '' });
    this.statements = statements.map(({ name = '', text, values = [] }) => ({
      name,
      text,
      values: values.map(asSent),
    }));
    this.results = statements.map(() => []);
    this.resolve = resolve;
    this.reject = reject;
  }

  override submit = (connection: unknown): void => {
    const wire = connection as Wire;
    wire.stream.cork();
    for (const statement of this.statements) this.send(wire, statement);
    wire.sync();
    wire.stream.uncork();
  };

  private send(wire: Wire, { name, text, values }: OneTrip['statements'][number]): void {
    if (!known.get(wire)?.has(name) && !this.given.has(name)) {
      // Whether a trip that failed, or one that is still under way, got as far as this name is not known; closing one that is not there is no error.
      if (name) wire.close({ type: 'S', name });
      wire.parse({ name, text });
      if (name) this.given.add(name);
    }
    wire.bind({ statement: name, values });
    wire.execute({ portal: '' });
  }

  handleDataRow({ fields }: { fields: SentRow }): void {
    this.results[this.place]!.push(fields);
  }

  handleCommandComplete(): void {
    this.place += 1;
  }

  handleEmptyQuery(): void {
    this.place += 1;
  }

  handleReadyForQuery(connection: unknown): void {
    const wire = connection as Wire;
    if (!known.has(wire)) known.set(wire, new Set());
    for (const name of this.given) known.get(wire)!.add(name);
    this.resolve(this.results);
  }

  handleError(error: Error, connection: unknown): void {
    const wire = connection as Wire;
    if (isStale(error)) known.delete(wire);
    for (const name of this.given) known.get(wire)?.delete(name);
    this.reject(new TripFailed(error, this.results.slice(0, this.place)));
  }
}

/**
 * Whether a prepared statement can no longer be used: another version has changed what its tables look like ("cached plan must not change result
 * type"), or the connection has lost it. The statement itself may be good.
 */
export const isStale = (error: unknown): boolean =>
  ['0A000', '26000'].includes((error as { code?: string })?.code ?? '');

/** Carries what came before the failure. */
export class TripFailed extends Error {
  override readonly name = 'TripFailed';
  override readonly cause: Error;
  readonly results: SentRow[][];

  constructor(cause: Error, results: SentRow[][]) {
    super(cause.message);
    this.cause = cause;
    this.results = results;
  }
}

/**
 * @returns the rows of each statement
 * @throws TripFailed
 */
export const inOneTrip = (client: Client, statements: readonly TripStatement[]): Promise<SentRow[][]> =>
  new Promise((resolve, reject) => {
    client.query(new OneTrip(statements, resolve, reject));
  });
