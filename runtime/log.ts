import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino';
import { LOG_LEVELS } from './config.ts';
import { currentContext } from './context.ts';
import { redact } from './redact.ts';

export type { Logger } from 'pino';

/** A logger in Switchyard's shape; `log` below is the one to use, tests pass their own destination. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      mixin() {
        const context = currentContext();
        if (!context) return {};
        const { requestId, principal, planId } = context;
        return { requestId, principal: principal?.id, ...(planId === undefined ? {} : { planId }) };
      },
      // Not pino's `redact`: its paths have a fixed depth and case, and provider errors carry headers at any depth.
      formatters: { log: (fields) => redact(fields) as Record<string, unknown> },
      serializers: { err: (error: unknown) => redact(told(error)) },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}

/** What helps a reader of an error, and no more: drivers hang whole clients and sockets on theirs. */
function told(error: unknown) {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = stdSerializers.err(error);
  const { code, detail, status, needs } = error as {
    code?: unknown;
    detail?: unknown;
    status?: unknown;
    needs?: unknown;
  };
  return { type, message, stack, code, detail, status, needs };
}

const asked = process.env['LOG_LEVEL'] ?? '';

/** JSON lines on stdout. A wrong LOG_LEVEL is told by `readConfig`; until then it counts as info. */
export const log: Logger = createLog((LOG_LEVELS as readonly string[]).includes(asked) ? asked : 'info');

/** The log of one component, e.g. `logFor('sync')`. */
export function logFor(component: string): Logger {
  return log.child({ component });
}
