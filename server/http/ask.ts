import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Panel } from '../panel.ts';

/** One request, understood as far as HTTP goes. */
export interface Ask<Query = unknown, Body = unknown> {
  panel: Panel;
  req: IncomingMessage;
  res: ServerResponse;
  requestId: string;
  /** Digest of the session's or program's token; null when none came. */
  hash: string | null;
  /** The client's address, through trusted proxies. */
  address: string;
  secure: boolean;
  params: Record<string, string>;
  /** The raw query string, without the question mark. */
  search: string;
  query: Query;
  body: Body;
}

export interface Answer {
  status: number;
  /** Sent as JSON. */
  body?: unknown;
  /** JSON that is written already, in place of `body`. */
  json?: string;
  headers?: Record<string, string>;
}

/** The handler has written the response itself (exports, events). */
export const SENT = Symbol('sent');

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const noContent: Answer = { status: 204 };
