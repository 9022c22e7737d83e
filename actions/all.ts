import type { Action } from './engine/action.ts';

/** Every action. */
export const actions: readonly Action[] = [];

const byName = new Map(actions.map((one) => [one.card.name, one]));
export const findAction = (name: string): Action | undefined => byName.get(name);
