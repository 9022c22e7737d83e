import { expect, test } from 'vitest';
import type { Progress } from '../contract/api/events.ts';
import { progressText } from './progress.ts';

test('tells as many scopes as one notification carries, the first ones first', () => {
  const scopes = Array.from({ length: 40 }, (_, n) => ({
    kind: 'record_sets',
    scope: `${n}.${'ü'.repeat(100)}`,
    scopeTitle: `${n}.${'ü'.repeat(100)}`,
    listed: n,
    done: false,
  }));
  const all = { sourceId: 's', runId: 'r', scopes };
  const text = progressText(all);
  expect(Buffer.byteLength(text)).toBeLessThan(8000);
  const told = (JSON.parse(text) as Progress).scopes;
  expect(told.length).toBeGreaterThan(5);
  expect(told).toEqual(scopes.slice(0, told.length));
  expect(progressText({ ...all, scopes: scopes.slice(0, 2) })).toBe(
    JSON.stringify({ ...all, scopes: scopes.slice(0, 2) }),
  );
});
