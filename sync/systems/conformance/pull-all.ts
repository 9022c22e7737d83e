import { addressPolicy } from '../../../runtime/http/address-policy.ts';
import { createOutgoing } from '../../../runtime/http/guarded-request.ts';
import type { KindName } from '../../../contract/kinds/all.ts';
import type { Pulled, PulledSource, PullTools, Row, ScopeName, System } from '../system.ts';

type End = Extract<Pulled, { type: 'end' }>;

/** Everything that one pull said, and how it ended. */
export class PullRecord {
  readonly items: Pulled[] = [];
  /** What the pull threw. */
  error: unknown;
  /** Families in whose budget a turn was taken. */
  readonly turns: string[] = [];
  readonly pauses: { family: string | undefined; left: number; seconds: number }[] = [];

  rows(kind: KindName, scope?: string): Row[] {
    return this.items.flatMap((item) =>
      item.type === 'page' && item.kind === kind && (scope ?? item.scope) === item.scope ? (item.rows as Row[]) : [],
    );
  }

  end({ kind, scope }: ScopeName): End | undefined {
    return this.ends().find((item) => item.kind === kind && item.scope === scope);
  }

  ends(): End[] {
    return this.items.filter((item) => item.type === 'end');
  }

  ofType<T extends Pulled['type']>(type: T): Extract<Pulled, { type: T }>[] {
    return this.items.filter((item): item is Extract<Pulled, { type: T }> => item.type === type);
  }

  /** What went wrong, wherever it was said. */
  troubles(): unknown[] {
    return [...this.ends().flatMap(({ error }) => error ?? []), ...(this.error === undefined ? [] : [this.error])];
  }
}

export interface PullOptions {
  scopes?: ScopeName[];
  signal?: AbortSignal;
  /** Networks that may be reached; the loopback address unless told. */
  allow?: string[];
  onItem?: (item: Pulled) => void;
}

/** Pulls with a budget that never makes anybody wait, and notes what was asked of it. */
export async function pullAll(system: System, source: PulledSource, options: PullOptions = {}): Promise<PullRecord> {
  const record = new PullRecord();
  try {
    await withTools(options, record, async (tools) => {
      for await (const item of system.pull(source, tools, options.scopes)) {
        record.items.push(item);
        options.onItem?.(item);
      }
    });
  } catch (error) {
    record.error = error;
  }
  return record;
}

/** The test of the connection, with the same tools as a pull. */
export function checkWith(system: System, source: PulledSource): ReturnType<System['check']> {
  return withTools({}, new PullRecord(), (tools) => system.check(source, tools));
}

/** Tools of a test: they reach the loopback address, and never wait. */
export async function withTools<T>(
  { signal = new AbortController().signal, allow = ['127.0.0.0/8'] }: PullOptions,
  record: PullRecord,
  work: (tools: PullTools) => Promise<T>,
): Promise<T> {
  const policy = addressPolicy({ allow });
  const outgoing = createOutgoing({ policy, userAgent: 'switchyard-test' });
  try {
    return await work({
      outgoing,
      policy,
      signal,
      turn: async (family = '') => void record.turns.push(family),
      remaining: (family, left, seconds) => void record.pauses.push({ family, left, seconds }),
    });
  } finally {
    await outgoing.close();
  }
}
