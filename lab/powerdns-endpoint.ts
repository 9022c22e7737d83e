import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ActiveFaults } from './faults.ts';
import { afterApplying, type Answer, connectionHolds, readBody, send } from './http-answer.ts';
import type { LabContext } from './lab-context.ts';
import type { OneByOne } from './one-by-one.ts';

/**
 * The real PowerDNS with a way to make it fail: requests go through unchanged, and answers too, unless a fault was set.
 */
export class PowerDnsEndpoint {
  readonly #lab: LabContext;
  readonly #target: () => string | undefined;
  readonly #writes: OneByOne;

  /**
   * @param target URL of the real server's API, without a path; undefined while there is none
   * @param writes SQLite below the server has room for one writer; a second one is told 500 (PowerDNS/pdns#14564), which no fault has asked for
   */
  constructor(lab: LabContext, target: () => string | undefined, writes: OneByOne) {
    this.#lab = lab;
    this.#target = target;
    this.#writes = writes;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
  ): Promise<void> {
    const body = await readBody(request);
    const { method = 'GET' } = request;
    const zone = /\/zones\/([^/]+)/.exec(path)?.[1];
    const operation = `${method} ${path.replace(/\/zones\/[^/]+/, '/zones/:id').replace('/api/v1/servers/localhost', '')}`;
    const zones = zone ? [zone, zone.replace(/\.$/, '')] : [];
    const faults = this.#lab.faults.aimedAt({ service: 'powerdns', operation, zones });
    const logged = {
      at: Date.now(),
      service: 'powerdns',
      operation,
      where: zone,
      parameters: Object.fromEntries(query),
    };
    if (!(await connectionHolds(request, faults))) return this.#lab.requests.add({ ...logged, status: 0 });
    const search = query.size > 0 ? `?${query.toString()}` : '';
    const forward = () => this.#forward(request, `${path}${search}`, body);
    const said = this.#refusal(faults) ?? (await (method === 'GET' ? forward() : this.#writes.do(forward)));
    const isDone = method !== 'GET' && said.status < 300;
    const answer = isDone ? afterApplying(request, faults, said, plain(500, 'Internal Server Error')) : said;
    this.#lab.requests.add({ ...logged, status: answer?.status ?? 0 });
    if (answer) send(response, method === 'GET' && answer.status === 200 ? altered(answer, faults) : answer, faults);
  }

  /** Errors of PowerDNS other than 422 are plain text. */
  #refusal(faults: ActiveFaults): Answer | undefined {
    const failing = faults.feel('500');
    if (failing || faults.feel('half-page')) return plain(failing?.status ?? 500, 'Internal Server Error');
    const limited = faults.feel('429');
    if (limited) {
      const { retryAfter } = limited;
      return plain(
        429,
        'Too Many Requests',
        retryAfter === undefined ? undefined : { 'retry-after': String(retryAfter) },
      );
    }
    return faults.feel('revoke') ? plain(401, 'Unauthorized') : undefined;
  }

  async #forward(request: IncomingMessage, path: string, body: Buffer): Promise<Answer> {
    const target = this.#target();
    const unreachable: Answer = { status: 502, contentType: 'text/plain', body: 'no PowerDNS server is running here' };
    if (!target) return unreachable;
    const key = request.headers['x-api-key'];
    const response = await fetch(target + path, {
      method: request.method,
      headers: { 'content-type': 'application/json', ...(typeof key === 'string' ? { 'x-api-key': key } : {}) },
      body: body.length > 0 ? new Uint8Array(body) : undefined,
    }).catch(() => undefined);
    if (!response) return unreachable;
    const contentType = response.headers.get('content-type') ?? 'application/json';
    return { status: response.status, contentType, body: await response.text() };
  }
}

const plain = (status: number, body: string, headers?: Record<string, string>): Answer => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body,
  headers,
});

/** Lists are the listing of zones and the record sets inside of a zone. */
function altered(answer: Answer, faults: ActiveFaults): Answer {
  let value: unknown;
  try {
    value = JSON.parse(answer.body);
  } catch {
    return answer;
  }
  if (Array.isArray(value)) return { ...answer, body: JSON.stringify(listed(value, faults)) };
  if (value === null || typeof value !== 'object' || !('rrsets' in value) || !Array.isArray(value.rrsets))
    return answer;
  return { ...answer, body: JSON.stringify({ ...value, rrsets: listed(value.rrsets, faults) }) };
}

function listed(rows: readonly unknown[], faults: ActiveFaults): unknown[] {
  const all = faults.feel('duplicate') ? [...rows, ...rows.slice(0, 1)] : rows;
  const truncated = faults.feel('truncate');
  const shown = faults.feel('empty') ? [] : all.slice(0, truncated ? (truncated.rows ?? 1) : all.length);
  if (faults.feel('malformed') && shown.length > 0) shown[0] = { name: 42, type: null, ttl: 'soon', records: 'none' };
  return shown;
}
