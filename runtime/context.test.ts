import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { currentContext, newRequestId, runInContext } from './context.ts';

test('two interleaved pieces of work keep their own context', async () => {
  const seen = await Promise.all(
    ['a', 'b'].map((requestId) =>
      runInContext({ requestId, principal: { id: requestId, name: requestId } }, async () => {
        await sleep(1);
        return currentContext()?.requestId;
      }),
    ),
  );
  expect(seen).toEqual(['a', 'b']);
  expect(currentContext()).toBeUndefined();
});

test('request ids differ', () => {
  expect(newRequestId()).not.toBe(newRequestId());
});
