import { kindNamed } from '../../contract/kinds/all.ts';
import type { ScopeOutcome } from '../../contract/kinds/sync-runs.ts';
import { errorTypeOf, retryAfter, type RunResult } from './run-record.ts';
import { OtherAccount } from './trouble.ts';

/** How a run ended, from how its scopes did. `failure` broke the whole run off; `failures` are the errors of scopes. */
export function resultOf(outcomes: ScopeOutcome[], failure: unknown, failures: readonly unknown[]): RunResult {
  const error = failure ?? failures[0] ?? null;
  return {
    state: stateOf(outcomes, failure),
    outcomes,
    error: failure instanceof Error ? failure.message : firstError(outcomes),
    errorType: error ? errorTypeOf(error) : null,
    retryIn: error ? retryAfter(error) : null,
  };
}

function stateOf(outcomes: ScopeOutcome[], failure: unknown): RunResult['state'] {
  if (failure instanceof OtherAccount || outcomes.some((one) => one.held > 0)) return 'held';
  const whole = outcomes.filter((one) => one.complete).length;
  if (failure === null && whole === outcomes.length) return 'complete';
  return whole === 0 ? 'failed' : 'partial';
}

function firstError(outcomes: ScopeOutcome[]): string | null {
  const first = outcomes.find((one) => !one.complete && one.error);
  return first ? `${kindNamed(first.kind).many} of ${first.scopeTitle}: ${first.error}` : null;
}
