import { contentsOf, type RecordSetImage, type WholeValue, wholeValues } from './record-set-image.ts';
import type { Purged, StepData } from './steps.ts';

/** A line of a plan as people read it: what it is about, and each field before and after. */
export interface ChangeLine {
  kind: string;
  id: string | null;
  name: string;
  /** `create`, `change`, `delete`, or `do` for what has no before and after. */
  op: 'create' | 'change' | 'delete' | 'do';
  fields: { name: string; before: string | null; after: string | null; same: boolean }[];
}

const shown = (value: unknown): string | null =>
  value === null || value === undefined ? null : Array.isArray(value) ? value.join(', ') : String(value);

/** What its records have, once each: they may differ. */
const ofRecords = (image: RecordSetImage, said: (value: WholeValue) => string | null): string | null =>
  shown([...new Set(wholeValues(image).flatMap((value) => said(value) ?? []))]) || null;

/** A record set in the words in which people read it. */
export const setFields = (image: RecordSetImage): Record<string, string | null> => ({
  values: shown(contentsOf(image)),
  disabled: shown(image.values.filter((one) => one.disabled).map((one) => one.content)) || null,
  ttl: ofRecords(image, ({ ttl }) => (ttl === null ? 'automatic' : `${ttl} s`)),
  proxied: ofRecords(image, ({ proxied }) => shown(proxied)),
  comment: ofRecords(image, ({ comment }) => comment),
  tags: shown(image.tags) || null,
});

function fieldsOf(before: Record<string, string | null> | null, after: Record<string, string | null> | null) {
  const names = Object.keys({ ...before, ...after });
  return names
    .map((name) => ({ name, before: before?.[name] ?? null, after: after?.[name] ?? null }))
    .filter((one) => one.before !== null || one.after !== null)
    .map((one) => ({ ...one, same: one.before === one.after }));
}

const opOf = (before: unknown, after: unknown): ChangeLine['op'] =>
  before === null ? 'create' : after === null ? 'delete' : 'change';

export function purgedWords(what: Purged): string {
  if (what.everything) return 'everything';
  const [[name, list] = ['', []]] = Object.entries(what).filter(([, value]) => Array.isArray(value)) as [
    string,
    string[],
  ][];
  return `${name} ${list.join(', ')}`;
}

/** Every line of a step. The UI's table, the CLI's text and the audit's before and after are all made of it. */
export function describeStep(step: StepData): ChangeLine[] {
  switch (step.type) {
    case 'dns.write-record-sets':
      return step.sets.map(({ id, before, after }) => {
        const one = (after ?? before)!;
        return {
          kind: 'record_sets',
          id,
          name: `${one.name} ${one.type}`,
          op: opOf(before, after),
          fields: fieldsOf(before && setFields(before), after && setFields(after)),
        };
      });
    case 'cache.purge':
      return [
        {
          kind: 'zones',
          id: null,
          name: `cache of ${step.target.zone}: ${purgedWords(step.what)}`,
          op: 'do',
          fields: [],
        },
      ];
    case 'source.set-mode':
      return [
        {
          kind: 'sources',
          id: step.target.sourceId,
          name: step.target.sourceName,
          op: 'change',
          fields: fieldsOf({ mode: step.before }, { mode: step.after }),
        },
      ];
    case 'source.release-held':
      return [
        {
          kind: 'sources',
          id: step.target.sourceId,
          name: `${step.what}: ${step.count} rows go`,
          op: 'do',
          fields: [],
        },
      ];
    case 'net.probe':
      return [{ kind: 'probes', id: null, name: step.target.name, op: 'do', fields: [] }];
    case 'object.adopt':
      return step.objects.map(({ kind, id, name }) => ({
        kind,
        id,
        name,
        op: 'change' as const,
        fields: fieldsOf({ adopted: step.adopt ? 'no' : 'yes' }, { adopted: step.adopt ? 'yes' : 'no' }),
      }));
  }
}

/** How many lines a step is described by. */
export const linesIn = (step: StepData): number =>
  step.type === 'dns.write-record-sets' ? step.sets.length : step.type === 'object.adopt' ? step.objects.length : 1;

/** Where a step writes, as people call it. */
export function targetOf({ target }: StepData): { system: string; name: string } {
  if ('zone' in target) return { system: target.system, name: target.zone };
  return { system: 'switchyard', name: 'name' in target ? target.name : target.sourceName };
}
