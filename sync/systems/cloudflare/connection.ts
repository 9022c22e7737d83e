import { z } from 'zod';
import { cloudflare as card } from '../../../contract/systems/cloudflare.ts';
import { SystemError } from '../errors.ts';
import { getJson } from '../json-request.ts';
import { reasonOf } from '../read-rows.ts';
import type { PulledSource, PullTools } from '../system.ts';
import { cloudflareFailure } from './cloudflare-failure.ts';
import { leftForPulls } from './rate-limit.ts';

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
}

const TIMEOUT_MS = 30_000;

const envelope = z.object({
  success: z.literal(true),
  result: z.unknown(),
  result_info: z.object({ total_count: z.int().min(0).optional() }).nullish(),
});

/**
 * Plain HTTP and not the provider's SDK: that repeats on its own, waits for any Retry-After without end, reads a page more
 * than there is, and takes `success: false` for an answer.
 */
export function connectCloudflare(source: PulledSource, tools: PullTools, signal: AbortSignal): CloudflareConnection {
  const settings = readSettings(source);
  const base = settings.baseUrl.replace(/\/+$/, '');
  const headers = { authorization: `Bearer ${settings.apiToken}`, accept: 'application/json' };
  return {
    settings,
    async get(path, query, needs) {
      const parameters = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
      const url = `${base}${path}?${parameters}`;
      const answer = await getJson(tools, { url, headers, timeoutMs: TIMEOUT_MS, signal });
      const left = leftForPulls(answer.headers);
      if (left) tools.remaining(undefined, left.left, left.seconds);
      const read = envelope.safeParse(answer.json);
      if (answer.status !== 200 || !read.success) {
        const failure = cloudflareFailure(answer, path, needs);
        if (failure.retryAfter !== undefined) tools.remaining(undefined, 0, failure.retryAfter);
        throw failure;
      }
      return { sentAt: answer.sentAt, result: read.data.result, total: read.data.result_info?.total_count };
    },
  };
}

function readSettings(source: PulledSource): CloudflareSettings {
  const read = card.settings.safeParse({ ...source.settings, ...source.secrets });
  if (!read.success) throw new SystemError('permanent', `The settings do not fit: ${reasonOf(read.error)}`);
  return read.data;
}
