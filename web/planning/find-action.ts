import { actions } from './actions.data.ts';
import type { WebAction } from './web-action.ts';

const byName = new Map(actions.map((action) => [action.name, action]));

export const actionNamed = (name: string): WebAction | undefined => byName.get(name);

/** Actions that begin at objects of a kind. */
export const actionsFrom = (kind: string): WebAction[] => actions.filter(({ from }) => kind in from);

/** Parameters that take one id have names that end so; those that take several, a longer one. */
export const takesMany = (param: string): boolean => param.endsWith('Ids');

/** What an action is given when it begins at some objects of a kind. */
export function beginning(action: WebAction, kind: string, ids: readonly string[]): Record<string, unknown> {
  const param = action.from[kind];
  if (param === undefined) return {};
  return { [param]: takesMany(param) ? [...ids] : ids[0] };
}

/** Parameters without which it cannot be planned and that are not given. */
export const lacking = (action: WebAction, params: Readonly<Record<string, unknown>>): string[] =>
  action.params.filter(({ name, required }) => required && params[name] === undefined).map(({ name }) => name);
