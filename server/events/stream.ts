import type { ServerResponse } from 'node:http';
import type { ServerEvent } from '../../contract/api/events.ts';
import type { Rights } from './changes.ts';

/** Bytes that may wait for a client before it counts as too slow: it is cut off, comes back, and fetches everything anew. */
const MOST_WAITING = 1024 * 1024;

/** One event on the wire: `event`, `data` (WHATWG HTML, 9.2.6). */
export const wire = (event: ServerEvent): string => `event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`;

/** One connected client. */
export class Stream {
  readonly hash: string;
  principalId: string;
  rights: Rights;
  private readonly res: ServerResponse;

  constructor(res: ServerResponse, hash: string, principalId: string, rights: Rights) {
    this.res = res;
    this.hash = hash;
    this.principalId = principalId;
    this.rights = rights;
  }

  /** Readers with the same rights are told the same. */
  get key(): string {
    return this.rights.clusterIds === null
      ? `all ${this.rights.role}`
      : `some ${this.rights.role} ${this.rights.clusterIds.toSorted().join()}`;
  }

  /** False when the client is gone or too slow. */
  write(text: string): boolean {
    if (this.res.destroyed || this.res.writableEnded) return false;
    this.res.write(text);
    if (this.res.writableLength <= MOST_WAITING) return true;
    this.res.destroy();
    return false;
  }

  end(reason: string): void {
    this.write(wire({ event: 'bye', data: { reason } }));
    this.res.end();
  }
}
