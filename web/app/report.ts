import { useNotify } from 'ra-core';
import { useCallback } from 'react';
import { messageOf, problemOf } from '../api/fetch.ts';

/** Says that a background act failed, with the request id and, where it makes sense, a way to try again. */
export function useReport(): (error: unknown, onRetry?: () => void) => void {
  const notify = useNotify();
  return useCallback(
    (error, onRetry) => {
      const { requestId, status } = problemOf(error);
      const worthwhile = status === 0 || status >= 500 || status === 429;
      notify(messageOf(error), { type: 'error', requestId, onRetry: worthwhile ? onRetry : undefined });
    },
    [notify],
  );
}
