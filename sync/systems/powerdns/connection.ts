import { z } from 'zod';
import { powerdns as card } from '../../../contract/systems/powerdns.ts';
import { SystemError } from '../errors.ts';
import { getJson, type JsonAnswer, retryAfterSeconds, sendJson } from '../json-request.ts';
import { reasonOf } from '../read-rows.ts';
import type { PulledSource, PullTools } from '../system.ts';

export type PowerDnsSettings = z.output<typeof card.settings>;

export interface PowerDnsConnection {
  settings: PowerDnsSettings;
  /**
   * One GET below `/api/v1/servers/<server id>`, sent once.
   * @throws SystemError; the signal's reason when that ended it
   */
  get<S extends z.ZodType>(path: string, answer: S): Promise<{ sentAt: Date; said: z.output<S> }>;
  /** One PATCH, sent once, all or nothing. After a `transient` or `malformed` error it may have been done. */
  patch(path: string, body: string, timeoutMs: number): Promise<void>;
}

/** The budget of plans, which do not wait for pulls. */
export const PLANS = 'plans';

const TIMEOUT_MS = 60_000;
/** A zone comes in one answer, about 200 bytes a record set. */
const MAX_BYTES = 256 * 1024 * 1024;

export function connectPowerDns(
  source: PulledSource,
  tools: PullTools,
  signal: AbortSignal,
  by: 'pulls' | 'plans' = 'pulls',
): PowerDnsConnection {
  const settings = readSettings(source);
  const base = `${settings.url.replace(/\/+$/, '')}/api/v1/servers/${encodeURIComponent(settings.serverId)}`;
  const headers = { 'x-api-key': settings.apiKey, accept: 'application/json' };
  const usual = { headers, signal, family: by === 'plans' ? PLANS : undefined };
  return {
    settings,
    async get(path, schema) {
      const url = `${base}${path}`;
      const answer = await getJson(tools, { ...usual, url, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
      const where = `GET ${new URL(url).pathname}`;
      if (answer.status !== 200) throw refusal(answer, where);
      const read = schema.safeParse(answer.json);
      if (!read.success) {
        const what = answer.json === undefined ? 'no JSON' : `not what this API answers (${reasonOf(read.error)})`;
        throw new SystemError('malformed', `${where}: the answer is ${what}`);
      }
      return { sentAt: answer.sentAt, said: read.data };
    },
    async patch(path, body, timeoutMs) {
      const url = `${base}${path}`;
      const answer = await sendJson(tools, { ...usual, url, method: 'PATCH', body, timeoutMs });
      const where = `PATCH ${new URL(url).pathname}`;
      if (answer.status >= 400) throw refusal(answer, where);
      // 204 and nothing else; a web page with 200 is somebody in between.
      if (answer.status !== 204) throw new SystemError('malformed', `${where}: answered ${answer.status}, not 204`);
    },
  };
}

const said = z.object({ error: z.string() });

/** Errors are `{error}` (400, 422) or plain text (401, 404, 500). */
function refusal(answer: JsonAnswer, where: string): SystemError {
  const { status, headers } = answer;
  const words = said.safeParse(answer.json).data?.error ?? (/[<{]/.test(answer.text) ? '' : answer.text.trim());
  const text = `${where}: answered ${status}${words ? ` (${words})` : ''}`;
  if (status === 401 || status === 403)
    return new SystemError('auth', `${text}; api-key or webserver-allow-from does not fit`);
  if (status === 429)
    return new SystemError('rate-limited', text, { retryAfter: retryAfterSeconds(headers['retry-after']) });
  // Among them "database is locked", while somebody writes (PowerDNS/pdns#14564).
  if (status >= 500 || status === 408) return new SystemError('transient', text);
  return new SystemError('permanent', text);
}

function readSettings(source: PulledSource): PowerDnsSettings {
  const read = card.settings.safeParse({ ...source.settings, ...source.secrets });
  if (!read.success) throw new SystemError('permanent', `The settings do not fit: ${reasonOf(read.error)}`);
  return read.data;
}
