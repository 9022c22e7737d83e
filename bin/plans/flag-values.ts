import { findKind } from '../../contract/kinds/all.ts';
import type { Flag } from './flags.ts';

/** What a flag takes, for its help: its words, or what they name. */
export function valuesOf({ schema, many, kinds }: Flag): string {
  const one = many ? schema.items! : schema;
  const alternatives = one.anyOf ?? [one];
  const words = alternatives.map((each) => {
    if (each.enum) return each.enum.join('|');
    if (kinds.length > 0) return kinds.map((kind) => findKind(kind)!.one).join('|');
    // The one object that parameters have is a probe (see `probeOf`).
    if (each.type === 'object') return 'tcp:443|http:80/path|https:443/path';
    if (each.type === 'boolean') return 'true|false';
    if (each.type === 'integer' || each.type === 'number') return 'number';
    return each.type === 'null' ? 'null' : 'text';
  });
  return `<${words.join('|')}>${many ? ' …' : ''}`;
}
