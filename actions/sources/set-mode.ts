import { sourceSetMode } from '../../contract/actions/sources.ts';
import { findSystemCard } from '../../contract/systems/all.ts';
import { inTheWay, missing } from '../../model/panel/refused.ts';
import { action } from '../engine/action.ts';

export const setMode = action(sourceSetMode, async ({ db }, { sourceId, mode }) => {
  const { rows } = await db.query<{ name: string; system: string; mode: typeof mode }>(
    'SELECT name, system, mode FROM write_modes() WHERE id = $1',
    [sourceId],
  );
  const source = rows[0];
  if (!source) throw missing('params.sourceId: there is no such source');
  if (source.mode === mode) throw inTheWay(`the mode of ${source.name} is ${mode} already`);
  if (mode !== 'read' && !findSystemCard(source.system)?.writes)
    throw inTheWay(`${source.system} cannot be written: its mode is read`);
  const title = `Set the mode of ${source.name} to ${mode}`;
  return {
    title,
    button: `Set to ${mode}`,
    steps: [
      {
        type: 'source.set-mode',
        v: 1,
        target: { sourceId, sourceName: source.name },
        before: source.mode,
        after: mode,
      },
    ],
    warnings:
      mode === 'write-all'
        ? [{ text: `Plans may then write everything in ${source.name}, adopted or not`, objects: [] }]
        : [],
    objects: [{ kind: 'sources', id: sourceId, name: source.name }],
    // Sources are everybody's: only readers of all clusters see them.
    clusterIds: [null],
  };
});
