/** Which way trouble travels: `forward` from the from-end to the to-end, `backward` the other way, `none` not at all. */
export type Impact = 'forward' | 'backward' | 'none';

export interface End {
  kind: string;
  /** The type of key that this end brings (see keys.ts). */
  type: string;
}

/** Two kinds are linked where the key of the from-end equals the key of the to-end. */
export interface LinkRule {
  name: string;
  from: End;
  to: End;
  impact: Impact;
  /** `{key}`, `{from}` and `{to}` are replaced: the sentence that says why there is a link. */
  because: string;
}

export const linkRule = (rule: LinkRule): LinkRule => rule;
