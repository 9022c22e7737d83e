import { expect, it } from 'vitest';
import { createLog } from '../../runtime/log.ts';
import { noteFailure } from './note-failure.ts';
import { Places } from './places.ts';
import { ApiProblem, notFound } from './problem.ts';

function noted(error: unknown): Record<string, unknown>[] {
  const lines: string[] = [];
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  noteFailure(log, error, { where: 'GET /events', requestId: 'request-1' });
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const refusalBy = (most: { all: number; each: number }) => {
  try {
    new Places('streams', most).take('mia');
  } catch (error) {
    return error;
  }
  return undefined;
};

it.each([
  [503, refusalBy({ all: 0, each: 1 })],
  [429, refusalBy({ all: 1, each: 0 })],
])('an expected refusal (%i) is one line without a stack', (status, refusal) => {
  const [line, ...more] = noted(refusal);
  expect(more).toEqual([]);
  expect(line).toMatchObject({ level: 30, status, title: 'Too many streams', where: 'GET /events' });
  expect(JSON.stringify(line)).not.toContain('stack');
});

it('what could not be served, and a fault of ours, bring their stack', () => {
  const away = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
  expect(noted(away)).toMatchObject([{ level: 40, err: { code: '57014', stack: expect.any(String) } }]);
  expect(noted(new TypeError('x is undefined'))).toMatchObject([{ level: 50, err: { stack: expect.any(String) } }]);
});

it('what a client did wrong is not noted', () => {
  expect([...noted(notFound()), ...noted(new ApiProblem(409, 'It conflicts'))]).toEqual([]);
});
