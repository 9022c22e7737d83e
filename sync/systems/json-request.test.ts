import { describe, expect, it } from 'vitest';
import { OutgoingError } from '../../runtime/http/outgoing-error.ts';
import { getJson, retryAfterSeconds, sendJson } from './json-request.ts';

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

describe('sendJson', () => {
  const request = {
    url: 'http://192.0.2.1/',
    method: 'POST' as const,
    body: '{"a":1}',
    headers: { authorization: 'x' },
    timeoutMs: 1000,
    signal: new AbortController().signal,
    family: 'plans',
  };

  // Only what our own rules have stopped was certainly not sent.
  it.each([
    ['refused', 'permanent'],
    ['tls', 'transient'],
    ['too-large', 'transient'],
    ['timeout', 'transient'],
    ['network', 'transient'],
  ] as const)('calls an exchange that ended as %s %s', async (kind, type) => {
    const failing = {
      outgoing: {
        request: () => Promise.reject(new OutgoingError(kind, 'it did not work')),
        close: async () => undefined,
      },
      turn: async () => undefined,
    };
    await expect(sendJson(failing, request)).rejects.toMatchObject({ name: 'SystemError', type });
  });

  it('sends once, in the turn of its budget, and not at all when it is called off while it waits', async () => {
    const sent: unknown[] = [];
    const turns: unknown[] = [];
    const ending = new AbortController();
    const tools = {
      outgoing: {
        request: async (asked: object) => {
          sent.push(asked);
          return { status: 204, headers: {}, body: '' };
        },
        close: async () => undefined,
      },
      turn: async (family?: string) => void turns.push(family),
    };
    expect(await sendJson(tools, request)).toMatchObject({ status: 204, json: undefined });
    expect(sent).toMatchObject([
      { method: 'POST', body: '{"a":1}', headers: { authorization: 'x', 'content-type': 'application/json' } },
    ]);
    expect(turns).toEqual(['plans']);
    ending.abort(new Error('over'));
    await expect(sendJson(tools, { ...request, signal: ending.signal })).rejects.toThrow('over');
    expect(sent).toHaveLength(1);
  });
});
