import { z } from 'zod';
import { cloudflare as card } from '../../../contract/systems/cloudflare.ts';
import { SystemError } from '../errors.ts';
import { getJson, type JsonAnswer, sendJson } from '../json-request.ts';
import { reasonOf } from '../read-rows.ts';
import type { PulledSource, PullTools } from '../system.ts';
import { cloudflareFailure } from './cloudflare-failure.ts';
import { leftFor, PLANS } from './rate-limit.ts';

export type CloudflareSettings = z.output<typeof card.settings>;

export interface Answer {
  sentAt: Date;
  result: unknown;
  /** The provider's own count of everything that the listing has. */
  total: number | undefined;
}

export interface CloudflareConnection {
  settings: CloudflareSettings;
  /**
   * One GET below the base address, sent once.
   * @param needs the permission that it needs
   * @throws SystemError; the signal's reason when that ended it
   */
  get(path: string, query: Record<string, string | number>, needs: string): Promise<Answer>;
  /** One POST, sent once. After a `transient` or `malformed` error it may have been done. */
  post(path: string, body: object, needs: string, timeoutMs: number): Promise<Answer>;
}

const TIMEOUT_MS = 30_000;
/** A page of 5,000 records is about 3 MB; a batch answers with all that it changed. */
const MAX_BYTES = 64 * 1024 * 1024;

const envelope = z.object({
  success: z.literal(true),
  result: z.unknown(),
  result_info: z.object({ total_count: z.int().min(0).optional() }).nullish(),
});

/**
 * Plain HTTP and not the provider's SDK: that repeats on its own, writes too, waits for any Retry-After without end, reads a page more
 * than there is, and takes `success: false` for an answer.
 * @param by plans may use what pulls leave of the rate limit
 */
export function connectCloudflare(
  source: PulledSource,
  tools: PullTools,
  signal: AbortSignal,
  by: 'pulls' | 'plans' = 'pulls',
): CloudflareConnection {
  const settings = readSettings(source);
  const base = settings.baseUrl.replace(/\/+$/, '');
  const headers = { authorization: `Bearer ${settings.apiToken}`, accept: 'application/json' };
  const family = by === 'plans' ? PLANS : undefined;
  const usual = { headers, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES, signal, family };

  /** Whoever asks hears what is left for them; pulls also hear what plans have used. */
  const tellLeft = (told: JsonAnswer['headers']) => {
    const left = leftFor(told);
    if (!left) return;
    tools.remaining(undefined, left.pulls.left, left.pulls.seconds);
    if (by === 'plans') tools.remaining(PLANS, left.plans.left, left.plans.seconds);
  };
  const read = (answer: JsonAnswer, request: string, needs: string): Answer => {
    tellLeft(answer.headers);
    const said = envelope.safeParse(answer.json);
    if (answer.status === 200 && said.success)
      return { sentAt: answer.sentAt, result: said.data.result, total: said.data.result_info?.total_count };
    const failure = cloudflareFailure(answer, request, needs);
    // It is of the token, whoever asked.
    if (failure.retryAfter !== undefined)
      for (const budget of new Set([undefined, family])) tools.remaining(budget, 0, failure.retryAfter);
    throw failure;
  };
  return {
    settings,
    async get(path, query, needs) {
      const parameters = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
      const answer = await getJson(tools, { ...usual, url: `${base}${path}?${parameters}` });
      return read(answer, `GET ${path}`, needs);
    },
    async post(path, body, needs, timeoutMs) {
      const what = { method: 'POST' as const, body: JSON.stringify(body) };
      const answer = await sendJson(tools, { ...usual, ...what, url: `${base}${path}`, timeoutMs });
      return read(answer, `POST ${path}`, needs);
    },
  };
}

function readSettings(source: PulledSource): CloudflareSettings {
  const read = card.settings.safeParse({ ...source.settings, ...source.secrets });
  if (!read.success) throw new SystemError('permanent', `The settings do not fit: ${reasonOf(read.error)}`);
  return read.data;
}
