import type { IncomingMessage } from 'node:http';
import { ApiProblem, badRequest } from './problem.ts';

const MOST_BYTES = 2 * 1024 * 1024;

/**
 * The request's JSON.
 * @throws ApiProblem 413 over 2 MB, 415 for other types (a form of another site cannot send JSON), 400 for what is no JSON
 */
export async function readJson(req: IncomingMessage): Promise<unknown> {
  const type = (req.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/json' && !type.endsWith('+json')) {
    throw new ApiProblem(415, 'The body must be JSON', { detail: 'Send it with Content-Type: application/json' });
  }
  if (req.headers['content-encoding'] && req.headers['content-encoding'] !== 'identity')
    throw new ApiProblem(415, 'The body must not be compressed');
  const tooLarge = new ApiProblem(413, 'The body is too large', {
    detail: 'At most 2 MB',
    headers: { connection: 'close' },
  });
  if (Number(req.headers['content-length'] ?? 0) > MOST_BYTES) throw tooLarge;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw tooLarge;
    chunks.push(chunk);
  }
  return parsed(Buffer.concat(chunks).toString('utf8'));
}

/** PostgreSQL's text can hold neither. In JSON both need an escape. */
// oxlint-disable-next-line no-control-regex
const NOT_TEXT = /[\0\p{Surrogate}]/u;

function parsed(json: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw badRequest({ body: 'not valid JSON' });
  }
  if (/\\u(0000|d[89a-f])/i.test(json)) refuseWhatIsNoText(value);
  return value;
}

function refuseWhatIsNoText(value: unknown): void {
  // With a list of what is left to look at, since JSON may be deeper than the stack.
  const left: Place[] = [{ value }];
  for (let place = left.pop(); place; place = left.pop()) {
    const { value: one } = place;
    if (typeof one === 'string' && NOT_TEXT.test(one)) throw noText(place);
    if (typeof one !== 'object' || one === null) continue;
    for (const [name, inner] of Object.entries(one)) {
      if (NOT_TEXT.test(name)) throw noText(place);
      left.push({ value: inner, name, within: place });
    }
  }
}

interface Place {
  value: unknown;
  name?: string;
  within?: Place;
}

/** Names the field as zod's issues do; what is wrong with a name is wrong with what it stands in. */
function noText(place: Place): ApiProblem {
  const path = [];
  for (let at: Place | undefined = place; at?.name !== undefined; at = at.within) path.unshift(at.name);
  return badRequest({ [path.join('.') || 'body']: 'a NUL character or half a surrogate pair is in it' });
}
