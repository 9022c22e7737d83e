import { z } from 'zod';
import { instant } from '../kinds/field.ts';
import { measuredFields, type Kind } from '../kinds/kind.ts';
import { SEVERITIES } from '../kinds/findings.ts';
import { STATUSES } from '../kinds/kind.ts';

export const LIST_LIMIT = 1000;
export const OFFSET_LIMIT = 10_000;
export const EXACT_TOTAL = 10_000;

/** What every synced object carries beside its own fields. */
export const provenance = {
  id: z.uuid(),
  key: z.string().describe('The provider’s own id.'),
  realm: z.string().describe('Where the key is unique, such as aws:123456789012.'),
  status: z.enum(STATUSES),
  /** Worst open finding about it. */
  worstFinding: z.enum(SEVERITIES).nullable(),
  clusterId: z.uuid().nullable(),
  clusterConflict: z.array(z.uuid()).nullable().describe('The clusters that claim it, when more than one does.'),
  sourceId: z.uuid(),
  sourceName: z.string(),
  scope: z
    .string()
    .describe('The part of the source that lists it, such as a region or a zone, as the source names it.'),
  scopeTitle: z.string().describe('What people call the scope: a zone by its name.'),
  /** The later of its own observation and its scope's last complete listing. */
  seenAt: instant,
  /** From when on `seenAt` counts as too old. */
  staleAt: instant,
  observedAt: instant,
  firstSeenAt: instant,
  changedAt: instant,
  goneAt: instant.nullable(),
  runId: z.uuid().nullable().describe('The run that wrote this version.'),
};

/** Of kinds of which something is measured. A silent host keeps its last values: this tells how old they are. */
const measured = {
  measuredAt: instant.nullable().describe('When the measured values were measured; null: never yet.'),
};

const panelBase = { id: z.uuid(), status: z.enum(STATUSES), createdAt: instant, changedAt: instant };

/** The shape that the API serves for a kind. Secret fields are absent, except as `<field>Set: boolean`. */
export function objectSchema(kind: Kind) {
  const own = Object.fromEntries(
    Object.entries(kind.fields)
      .filter(([, field]) => !field.secret)
      .map(([name, field]) => [name, field.volatile || field.bulky ? field.schema.nullable() : field.schema]),
  );
  const cluster = kind.visibility === 'cluster' ? { clusterId: z.uuid().nullable() } : {};
  const when = measuredFields(kind).length > 0 ? measured : {};
  return z.object(kind.origin === 'synced' ? { ...provenance, ...own, ...when } : { ...panelBase, ...cluster, ...own });
}

export const listSchema = <S extends z.ZodType>(item: S) =>
  z.object({
    items: z.array(item),
    total: z.int(),
    totalIsEstimate: z.boolean().optional(),
    hasMore: z.boolean(),
    /** Where the next page goes on when `offset` may grow no further. */
    after: z.string().optional(),
    /** Told when free text matched more objects than are looked at. */
    searchCapped: z.boolean().optional(),
  });

export interface ListPage<T = Record<string, unknown>> {
  items: T[];
  total: number;
  totalIsEstimate?: boolean;
  hasMore: boolean;
  after?: string;
  searchCapped?: boolean;
}

/** An object as the API serves it, whatever its kind. */
export interface AnyObject {
  id: string;
  status: (typeof STATUSES)[number];
  [field: string]: unknown;
}
