import { expect, test } from 'vitest';
import { runInContext } from './context.ts';
import { createLog } from './log.ts';

function capture() {
  const lines: string[] = [];
  return { log: createLog('info', { write: (line: string) => void lines.push(line) }), lines };
}

test('lines carry the request id and the principal of the context', () => {
  const { log, lines } = capture();
  runInContext({ requestId: 'r1', principal: { id: 'u1', name: 'Ann' } }, () => log.info({ kind: 'zones' }, 'listed'));
  expect(JSON.parse(lines[0]!)).toMatchObject({ requestId: 'r1', principal: 'u1', kind: 'zones', msg: 'listed' });
});

test('lines of what a plan does, or asks for, name it', () => {
  const { log, lines } = capture();
  runInContext({ requestId: 'r1', planId: 'p1' }, () => log.info('pulled'));
  runInContext({ requestId: 'r2' }, () => log.info('pulled'));
  expect(JSON.parse(lines[0]!)).toMatchObject({ requestId: 'r1', planId: 'p1' });
  expect(JSON.parse(lines[1]!)).not.toHaveProperty('planId');
});

test('secrets are redacted at any depth and in any case', () => {
  const { log, lines } = capture();
  log.info({
    headers: { Authorization: 'Bearer hunter2', cookie: 'hunter2', accept: 'json' },
    source: { settings: { apiKey: 'hunter2', secretAccessKey: 'hunter2', region: 'eu-west-1' } },
    list: [{ password: 'hunter2' }, { token: 'hunter2' }, { secret: 'hunter2' }],
    url: 'postgres://switchyard:hunter2@127.0.0.1/x',
  });
  expect(lines[0]).not.toContain('hunter2');
  expect(JSON.parse(lines[0]!)).toMatchObject({
    headers: { accept: 'json' },
    source: { settings: { region: 'eu-west-1' } },
  });
});

test('an error keeps message and stack but not the secrets it carries', () => {
  const { log, lines } = capture();
  const error = Object.assign(new Error('connect to postgres://a:hunter2@db.example failed'), {
    request: { headers: { authorization: 'hunter2' } },
  });
  log.error({ err: error }, 'pull failed');
  expect(lines[0]).not.toContain('hunter2');
  expect(JSON.parse(lines[0]!)).toMatchObject({
    err: { type: 'Error', stack: expect.stringContaining('log.test.ts') },
  });
});

test('a circular object does not hang the log', () => {
  const { log, lines } = capture();
  const circle: Record<string, unknown> = { name: 'circle' };
  circle['self'] = circle;
  log.info({ circle });
  expect(lines).toHaveLength(1);
});
