import { z } from 'zod';
import { probe } from './probe.ts';
import { recordSetImage } from './record-set-shape.ts';

/** One record set that a step writes: null where there is none before or after. `id`: its row in the model, where it has one. */
export const recordSetChange = z.object({
  id: z.uuid().nullable(),
  before: recordSetImage.nullable(),
  after: recordSetImage.nullable(),
});
export type RecordSetChange = z.infer<typeof recordSetChange>;

const zoneTarget = z.object({
  sourceId: z.uuid(),
  sourceName: z.string(),
  system: z.string(),
  zoneKey: z.string(),
  zone: z.string(),
});

/** Exactly one of them, as Cloudflare takes them. */
export const purged = z.strictObject({
  hosts: z.array(z.string()).optional(),
  prefixes: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
  files: z.array(z.string()).optional(),
  everything: z.literal(true).optional(),
});
export type Purged = z.infer<typeof purged>;

const sourceTarget = z.object({ sourceId: z.uuid(), sourceName: z.string() });
/** Each lets more be written than the one before. */
export const SOURCE_MODES = ['read', 'write-adopted', 'write-all'] as const;

/**
 * What plans are made of, with every released version of each. A step is data: what it writes to, what was there when it was planned, and what
 * is to be there. Who can read, write, classify and invert it is in `sync/systems` (outside systems) and `actions/steps` (the panel's own).
 */
export const stepShapes = {
  'dns.write-record-sets': z.object({
    type: z.literal('dns.write-record-sets'),
    v: z.literal(1),
    target: zoneTarget,
    sets: z.array(recordSetChange).min(1),
  }),
  'cache.purge': z.object({
    type: z.literal('cache.purge'),
    v: z.literal(1),
    target: zoneTarget,
    what: purged,
  }),
  'source.set-mode': z.object({
    type: z.literal('source.set-mode'),
    v: z.literal(1),
    target: sourceTarget,
    before: z.enum(SOURCE_MODES),
    after: z.enum(SOURCE_MODES),
  }),
  'source.release-held': z.object({
    type: z.literal('source.release-held'),
    v: z.literal(1),
    target: sourceTarget,
    heldChangeId: z.uuid(),
    what: z.string(),
    count: z.int(),
  }),
  'object.adopt': z.object({
    type: z.literal('object.adopt'),
    v: z.literal(1),
    target: sourceTarget,
    /** Objects that this step makes ours to write, or lets go again (`adopt: false`). */
    objects: z.array(z.object({ kind: z.string(), id: z.uuid(), name: z.string() })).min(1),
    adopt: z.boolean(),
  }),
  'net.probe': z.object({
    type: z.literal('net.probe'),
    v: z.literal(1),
    target: z.object({ name: z.string() }),
    addresses: z.array(z.string()).min(1),
    probe,
  }),
} as const;

export type StepTypeName = keyof typeof stepShapes;
export type StepOf<N extends StepTypeName> = z.infer<(typeof stepShapes)[N]>;
export type StepData = { [N in StepTypeName]: StepOf<N> }[StepTypeName];

type Shapes = (typeof stepShapes)[StepTypeName];
export const stepData = z.discriminatedUnion('type', Object.values(stepShapes) as unknown as [Shapes, ...Shapes[]]);

/** Whether it changes anything; what only looks needs no undo. */
export const changes = ({ type }: Pick<StepData, 'type'>) => type !== 'net.probe';

/** Why a step has no undo; null where it has one, or needs none. */
export function irreversible({ type }: Pick<StepData, 'type'>): string | null {
  if (type === 'cache.purge') return 'what was purged is fetched from the origin again; it cannot be put back';
  if (type === 'source.release-held') return 'rows that were let go come back only when a listing has them again';
  return null;
}
