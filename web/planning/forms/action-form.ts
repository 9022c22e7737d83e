import type { ActionName } from '../../../contract/actions/all.ts';
import type { Row } from '../../api/data-provider.ts';

/** How a parameter is asked for. Its help (unless the form has words of its own), its default and whether it is needed come from the action's card. */
export type FormField = { name: string; label: string; help?: string } & (
  | { as: 'text' | 'number' | 'lines' | 'probe' }
  /** Seconds, or nothing where the provider chooses. */
  | { as: 'seconds' }
  /** An object that is searched for. `gone`: among those that are gone too. */
  | { as: 'object'; kinds: readonly [string, ...string[]]; gone?: true }
  | { as: 'objects'; kind: string }
  | { as: 'choice'; words: Readonly<Record<string, string>> }
  /** A boolean in words; with `open` it may be left as it is. */
  | { as: 'either'; yes: string; no: string; open?: string }
  /** Exactly one of several parameters: lists of words, or `true` where there is nothing to list (`bare`). */
  | { as: 'one-of'; of: Readonly<Record<string, string>>; bare: string }
);

export interface ActionForm {
  action: ActionName;
  fields: readonly FormField[];
  /** What is seldom changed. */
  more?: readonly FormField[];
  /** The form begins with what there is now of the object in `param`, and asks for what differs from it. */
  now?: { param: string; kind: string; values: (row: Row) => Record<string, unknown> };
}
