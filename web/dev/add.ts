import type { seeded } from './seeded.ts';
import type { Thing } from './estate.ts';

/** What a part of the estate is made with. */
export interface Adding {
  random: ReturnType<typeof seeded>;
  clusters: readonly Thing[];
  add: (kind: string, fields: Record<string, unknown>) => Thing;
  /** What every synced object carries beside its own fields. */
  seen: (source: Thing, scope: string, key: string, cluster: Thing | null) => Record<string, unknown>;
}
