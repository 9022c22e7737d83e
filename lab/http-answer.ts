import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { ActiveFaults } from './faults.ts';

export interface Answer {
  status: number;
  contentType: string;
  body: string;
  headers?: Record<string, string>;
}

/** Nothing in the lab takes more: EC2's own limit is far below, and a batch of 3,500 records is about one megabyte. */
const mostBytes = 16 * 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > mostBytes) throw new Error('the request is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/**
 * Faults of the connection, which look the same at every service. @returns whether somebody is still to be answered
 */
export async function connectionHolds(request: IncomingMessage, faults: ActiveFaults): Promise<boolean> {
  const slow = faults.feel('slow');
  if (slow) await pause(slow.ms, undefined, { ref: false });
  if (faults.feel('hang')) return false;
  if (faults.feel('reset')) {
    request.socket.resetAndDestroy();
    return false;
  }
  return !request.socket.destroyed;
}

/**
 * For a write that was done: the answer it would have had, another one, or none.
 * @param failed what the service says of an error of its own
 */
export function afterApplying(
  request: IncomingMessage,
  faults: ActiveFaults,
  done: Answer,
  failed: Answer,
): Answer | undefined {
  const lost = faults.feel('after-apply');
  if (lost?.with === 'reset') request.socket.resetAndDestroy();
  return lost === undefined ? done : lost.with === '500' ? failed : undefined;
}

const webPage: Answer = {
  status: 200,
  contentType: 'text/html; charset=utf-8',
  body: '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1></body></html>',
};

export function send(response: ServerResponse, answer: Answer, faults: ActiveFaults): void {
  const { status, contentType, body, headers } = answer.status < 300 && faults.feel('garbage') ? webPage : answer;
  const bytes = Buffer.from(body);
  const skew = faults.feel('skew')?.ms ?? 0;
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': bytes.length,
    date: new Date(Date.now() + skew).toUTCString(),
    ...headers,
  });
  if (faults.feel('cut')) {
    // The headers have promised more than will come: the reader sees the connection close in mid-body.
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
    return;
  }
  response.end(bytes);
}
