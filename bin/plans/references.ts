import type { ActionCard } from '../../contract/actions/action-card.ts';
import { findKind, kinds } from '../../contract/kinds/all.ts';
import { type Desk, type Found, isId } from './desk.ts';
import { EXIT, PlanTrouble } from './exit-code.ts';
import { type Flag, flagsOf } from './flags.ts';

const MOST_SHOWN = 20;

/** Ids in place of the names that parameters were given. @throws PlanTrouble for a name that nothing has, or several things */
export async function resolveReferences(
  card: ActionCard,
  params: Record<string, unknown>,
  desk: Pick<Desk, 'find'>,
): Promise<Record<string, unknown>> {
  const resolved = { ...params };
  for (const flag of flagsOf(card).filter(({ kinds: named }) => named.length > 0)) {
    const given = params[flag.parameter];
    if (given === undefined) continue;
    const ids: string[] = [];
    for (const text of [given].flat()) ids.push(await idOf(String(text), flag, desk));
    if (!flag.many && ids.length > 1) throw wrong(`${flag.names[0]} takes one`);
    resolved[flag.parameter] = flag.many ? ids : ids[0];
  }
  return resolved;
}

async function idOf(text: string, flag: Flag, desk: Pick<Desk, 'find'>): Promise<string> {
  const { among, name, type } = read(text, flag);
  if (isId(name)) return name;
  const found: (Found & { kind: string })[] = [];
  for (const kind of among)
    for (const one of await desk.find(kind, name))
      if (type === undefined || one.type === type) found.push({ ...one, kind });
  const there = found.filter(({ gone }) => !gone);
  const chosen = there.length > 0 ? there : found;
  if (chosen.length === 1) return chosen[0]!.id;
  const what = among.map((kind) => findKind(kind)!.one).join(', ');
  if (chosen.length === 0) throw wrong(`${flag.names[0]} ${text}: there is no such ${what}`);
  const listed = chosen
    .slice(0, MOST_SHOWN)
    .map(({ id, kind, name: named, detail }) => `${findKind(kind)!.one} ${named}${detail ? ` (${detail})` : ''} ${id}`);
  const more = chosen.length > MOST_SHOWN ? `, and ${chosen.length - MOST_SHOWN} more` : '';
  throw wrong(`${flag.names[0]} ${text}: ${chosen.length} have that name: ${listed.join('; ')}${more}`);
}

/** `kind:name`, a name or an id; a record set also as `name/TYPE`. */
function read(text: string, flag: Flag): { among: string[]; name: string; type: string | undefined } {
  const [, word, rest] = /^([a-z_-]+):(.+)$/i.exec(text) ?? [];
  const kind = word === undefined ? undefined : kindNamed(word);
  if (kind !== undefined && !flag.kinds.includes(kind))
    throw wrong(`${flag.names[0]} ${text}: takes ${flag.kinds.map((one) => findKind(one)!.one).join(', ')}`);
  const bare = kind === undefined ? text : rest!;
  const [, name, type] = flag.kinds.includes('record_sets') ? (/^(.+)\/([A-Z0-9]+)$/.exec(bare) ?? []) : [];
  return { among: kind === undefined ? flag.kinds : [kind], name: name ?? bare, type };
}

/** `load_balancers`, `load-balancers`, `load-balancer`. */
function kindNamed(word: string): string | undefined {
  const plain = word.toLowerCase().replaceAll('-', '_');
  return kinds.find(({ name, one }) => name === plain || one.replaceAll(' ', '_') === plain)?.name;
}

const wrong = (message: string) => new PlanTrouble(EXIT.wrong, message);
