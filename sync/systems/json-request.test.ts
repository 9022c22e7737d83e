import { describe, expect, it } from 'vitest';
import { OutgoingError } from '../../runtime/http/outgoing-error.ts';
import { getJson, retryAfterSeconds } from './json-request.ts';

describe('retryAfterSeconds', () => {
  const now = Date.parse('2026-01-02T03:04:05Z');
  it.each([
    ['7', 7],
    [' 120 ', 120],
    ['0', 0],
    ['Fri, 02 Jan 2026 03:05:05 GMT', 60],
    ['Fri, 02 Jan 2026 03:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is %s', (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });
});

describe('getJson', () => {
  const request = { url: 'http://192.0.2.1/', headers: {}, timeoutMs: 1000, signal: new AbortController().signal };
  const tools = (answer: () => Promise<{ status: number; headers: Record<string, string>; body: string }>) => ({
    outgoing: { request: answer, close: async () => undefined },
    turn: async () => undefined,
  });

  it.each([
    ['refused', 'permanent'],
    ['tls', 'permanent'],
    ['too-large', 'permanent'],
    ['timeout', 'transient'],
    ['network', 'transient'],
  ] as const)('calls an exchange that ended as %s %s', async (kind, type) => {
    const failing = tools(() => Promise.reject(new OutgoingError(kind, 'it did not work')));
    await expect(getJson(failing, request)).rejects.toMatchObject({ name: 'SystemError', type });
  });

  it('has no json where there is none, and keeps the beginning of the text', async () => {
    const answer = await getJson(
      tools(async () => ({ status: 502, headers: {}, body: 'Bad Gateway'.repeat(100) })),
      request,
    );
    expect(answer).toMatchObject({ status: 502, json: undefined });
    expect(answer.text).toHaveLength(300);
  });
});
