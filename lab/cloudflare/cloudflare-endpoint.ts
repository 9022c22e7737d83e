import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ActiveFaults, ListingDied } from '../faults.ts';
import { afterApplying, type Answer, connectionHolds, readBody, send } from '../http-answer.ts';
import type { LabContext } from '../lab-context.ts';
import { TokenBuckets } from '../token-bucket.ts';
import { CloudflareError, refusals } from './cloudflare-error.ts';
import { type Allowance, RateLimit } from './rate-limit.ts';
import { type Result, type Route, routes } from './routes.ts';
import { tokenAccess } from './token-access.ts';

/** What follows the host: `https://api.cloudflare.com/client/v4`. */
const prefix = '/client/v4';
const idPattern = '([0-9a-f]{32})';

const compiled = routes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll(':id', idPattern)}$`),
}));

export class CloudflareEndpoint {
  readonly #lab: LabContext;
  #limit: RateLimit;
  #purges: TokenBuckets;

  constructor(lab: LabContext) {
    this.#lab = lab;
    this.#limit = new RateLimit(lab.world.clock);
    this.#purges = new TokenBuckets(lab.world.clock);
  }

  /** A new window for every token, full buckets for every account. */
  refill(): void {
    this.#limit = new RateLimit(this.#lab.world.clock);
    this.#purges = new TokenBuckets(this.#lab.world.clock);
  }

  /** @param path below the mount point, `/client/v4/…` */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
  ): Promise<void> {
    const body = (await readBody(request)).toString('utf8');
    const below = path.startsWith(prefix) ? path.slice(prefix.length).replace(/\/$/, '') : path;
    const found = match(request.method ?? 'GET', below);
    const operation = found ? `${found.route.method} ${found.route.path}` : `${request.method} ${below}`;
    const zone = found?.parameters[0];
    const zoneName = zone && this.#lab.world.cloudflare.zones.get(zone)?.name;
    const zones = [zone, zoneName].filter((name) => name !== undefined);
    const faults = this.#lab.faults.aimedAt({ service: 'cloudflare', operation, zones });
    const logged = {
      at: Date.now(),
      service: 'cloudflare',
      operation,
      where: zoneName,
      parameters: Object.fromEntries(query),
    };
    if (!(await connectionHolds(request, faults))) return this.#lab.requests.add({ ...logged, status: 0 });

    const authorization = request.headers.authorization;
    const allowance = this.#limit.take(authorization ?? 'anonymous');
    const { status, json, retryAfter } = this.#answer(allowance, faults, () => {
      const access = tokenAccess(this.#lab.world, authorization, faults, below === '/user/tokens/verify');
      if (!found) throw refusals.noRoute(below);
      const { route, parameters } = found;
      const world = faults.worldFor(this.#lab.world, route.writes ?? false);
      return route.run({ world, access, path: below, parameters, query, body, faults, purges: this.#purges });
    });
    const headers: Record<string, string> = {
      ...allowance.headers,
      'cf-ray': `${randomUUID().slice(0, 16).replace('-', '')}-LAB`,
    };
    if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
    const said = (code: number, value: unknown): Answer => ({
      status: code,
      contentType: 'application/json',
      body: JSON.stringify(value),
      headers,
    });
    const isDone = found?.route.writes === true && status === 200;
    const answer = isDone ? afterApplying(request, faults, said(status, json), said(500, failure)) : said(status, json);
    this.#lab.requests.add({ ...logged, status: answer?.status ?? 0 });
    if (answer) send(response, answer, faults);
  }

  #answer({ allowed, reset }: Allowance, faults: ActiveFaults, perform: () => Result) {
    try {
      const failing = faults.feel('500');
      if (failing) throw refusals.internal(failing.status);
      const limited = faults.feel('429');
      if (limited) throw refusals.rateLimited(limited.retryAfter);
      if (!allowed) throw refusals.rateLimited(reset);
      const { result, messages = [], result_info } = perform();
      return {
        status: 200,
        json: { result, success: true, errors: [], messages, ...(result_info ? { result_info } : {}) },
      };
    } catch (error) {
      const refused = error instanceof ListingDied ? refusals.internal() : error;
      if (!(refused instanceof CloudflareError)) throw error;
      return { status: refused.status, json: refusalJson(refused), retryAfter: refused.retryAfter };
    }
  }
}

const refusalJson = ({ errors }: CloudflareError) => ({ result: null, success: false, errors, messages: [] });
const failure = refusalJson(refusals.internal());

function match(method: string, path: string): { route: Route; parameters: string[] } | undefined {
  for (const { route, pattern } of compiled) {
    const found = route.method === method ? pattern.exec(path) : null;
    if (found) return { route, parameters: found.slice(1) };
  }
  return undefined;
}
