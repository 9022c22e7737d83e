import { contentsOf, type RecordSetImage } from '../../../contract/plans/record-set-image.ts';
import type { RecordSetChange } from '../../../contract/plans/steps.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import type { PullTools } from '../system.ts';
import { askNameServer, canBeAsked, NoAnswer } from './ask-name-server.ts';
import { shown } from './difference.ts';
import { findNameServers, type NameServer } from './name-servers.ts';
import { keyOf } from './write-record-sets.ts';

const MOST_QUESTIONS = 50;
const AT_ONCE = 4;

interface Question {
  server: NameServer;
  key: string;
  name: string;
  type: string;
  /** What it is to answer, what it has answered before. */
  now: string[];
  before: string[];
}

/**
 * What name servers answer of the sets that a step has written: a line for each question, of which there are fifty at most, spread over the sets. It proves
 * and refutes nothing: a server may lag behind, and then its line says so.
 * @param nameServers what they are called; asked for only where there is something to ask them
 */
export async function askWhatIsServed(
  changes: readonly RecordSetChange[],
  written: readonly (RecordSetImage | null)[],
  nameServers: () => Promise<readonly string[]>,
  { policy, signal }: Pick<PullTools, 'policy' | 'signal'>,
): Promise<string[]> {
  const sets = changes.map((change, place) => ({ change, now: written[place] ?? null }));
  const hidden = sets.filter(({ now }) => now !== null && now.values.some(({ own }) => own?.proxied ?? now.proxied));
  const visible = sets.filter(
    (one) => !hidden.includes(one) && canBeAsked((one.change.after ?? one.change.before)!.type),
  );
  const named = visible.length > 0 ? await nameServers() : [];
  const { servers, lines } = await findNameServers(named, policy);
  const asked = spread(visible, Math.max(1, Math.floor(MOST_QUESTIONS / Math.max(1, servers.length))));
  const questions = asked.flatMap(({ change, now }) =>
    servers.map((server): Question => {
      const { name, type } = (change.after ?? change.before)!;
      const sorted = (set: RecordSetImage | null) => (set ? contentsOf(set).toSorted() : []);
      return { server, key: keyOf(change), name, type, now: sorted(now), before: sorted(change.before) };
    }),
  );
  const mute = new Map<NameServer, string>();
  const answers = await mapConcurrently(AT_ONCE, questions, async (question) => {
    signal.throwIfAborted();
    // One that is away costs one wait, and not fifty.
    if (mute.has(question.server)) return [];
    try {
      return [line(question, await askNameServer(question.server, question, signal))];
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      mute.set(question.server, error.message);
      return [];
    }
  });
  return [
    ...spread(hidden, MOST_QUESTIONS).map(({ change }) => `${keyOf(change)} is proxied: not visible in DNS`),
    ...answers.flat(),
    ...[...mute].map(([{ label }, why]) => `ns ${label}: ${why}`),
    ...lines,
  ];
}

function line({ server, key, now, before }: Question, said: readonly string[]): string {
  const is = (values: readonly string[]) => JSON.stringify(said) === JSON.stringify(values);
  const answer =
    said.length === 0 ? `ns ${server.label} has no ${key}` : `ns ${server.label} answers ${key} ${shown(said)}`;
  if (is(now)) return answer;
  return is(before) ? `${answer}, as before: not yet ${shown(now)}` : `${answer}, not ${shown(now)}`;
}

/** So many of them, evenly over all. */
function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, number) => all[Math.floor((number * all.length) / most)]!);
}
