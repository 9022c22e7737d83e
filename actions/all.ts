import { purge } from './cache/purge.ts';
import { adopt } from './dns/adopt.ts';
import { create } from './dns/create.ts';
import { deleteSets } from './dns/delete.ts';
import { edit } from './dns/edit.ts';
import { flip } from './dns/flip.ts';
import { lowerTtl } from './dns/lower-ttl.ts';
import { repoint } from './dns/repoint.ts';
import type { Action } from './engine/action.ts';
import { releaseHeld } from './sources/release-held.ts';
import { setMode } from './sources/set-mode.ts';

/** Every action. */
export const actions: readonly Action[] = [
  flip,
  repoint,
  create,
  edit,
  deleteSets,
  lowerTtl,
  adopt,
  purge,
  releaseHeld,
  setMode,
];

const byName = new Map(actions.map((one) => [one.card.name, one]));
export const findAction = (name: string): Action | undefined => byName.get(name);
