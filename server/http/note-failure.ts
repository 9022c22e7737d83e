import type { Logger } from '../../runtime/log.ts';
import { ApiProblem, problemOf } from './problem.ts';

/**
 * Puts on record what went wrong in a request. What was refused on purpose (too many streams, no worker that answers) is one line: whoever asks again and
 * again must not fill the log with stacks. What a client did wrong is told to the client alone.
 */
export function noteFailure(log: Logger, error: unknown, at: { where: string; requestId: string }): void {
  const problem = problemOf(error);
  if (!problem) return log.error({ err: error, ...at }, 'request failed');
  const { status, message: title, detail } = problem;
  if (status < 500 && status !== 429) return;
  if (error instanceof ApiProblem) log.info({ status, title, detail, ...at }, 'request refused');
  else log.warn({ err: error, ...at }, 'request could not be served');
}
