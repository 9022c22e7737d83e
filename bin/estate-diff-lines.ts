import type { EstateDiff } from '../contract/api/estate.ts';

const SIGN = { create: '+', change: '~', same: ' ' } as const;

/** The difference as a person reads it; what stays the same is counted, not listed. */
export function estateDiffLines(diff: EstateDiff): string[] {
  const changed = diff.items.filter((item) => item.act !== 'same');
  const lines = changed.flatMap((item) => [
    `${SIGN[item.act]} ${item.kind.replace(/s$/, '')} ${item.name}`,
    ...item.changes.map(({ field, before, after, secret }) => {
      const shown = secret ? word : literal;
      return item.act === 'create'
        ? `    ${field}: ${shown(after)}`
        : `    ${field}: ${shown(before)} -> ${shown(after)}`;
    }),
  ]);
  const count = (act: keyof typeof SIGN) => diff.items.filter((item) => item.act === act).length;
  return [...lines, `${count('create')} to create, ${count('change')} to change, ${count('same')} as they are`];
}

const literal = (value: unknown) => (value === undefined ? '(unset)' : JSON.stringify(value));

/** A secret's word, which is not its value and so is not quoted as one. */
const word = (value: unknown) => `(${value ?? 'unset'})`;
