import type { Row, Told } from '../system.ts';

/** A look at some sets of a zone, as the model is told of it. `gone`: keys of those that are not there. */
export function toldOfSets({
  scope,
  observedAt,
  rows,
  gone,
}: {
  scope: string;
  observedAt: Date;
  rows: Row<'record_sets'>[];
  gone: string[];
}): Told[] {
  const about = { kind: 'record_sets' as const, scope, observedAt };
  return [
    ...(rows.length ? [{ type: 'page' as const, ...about, rows }] : []),
    ...(gone.length ? [{ type: 'deleted' as const, ...about, keys: gone }] : []),
  ];
}
