import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A record set as DNS itself serves it. */
export interface ServedSet {
  name: string;
  type: string;
  ttl: number;
  /** In `valuesOf`'s spelling, sorted. */
  values: string[];
}

/** Asks the server for each name and type, and returns what it answers to exactly these: not what a CNAME leads to. */
export async function dig(port: number, questions: readonly { name: string; type: string }[]): Promise<ServedSet[]> {
  const lines = await ask(
    port,
    questions.flatMap(({ name, type }) => [`${name}.`, type]),
  );
  const asked = new Set(questions.map(({ name, type }) => `${name} ${type}`));
  return setsIn(lines).filter(({ name, type }) => asked.has(`${name} ${type}`));
}

/** The whole zone, as a secondary server gets it. */
export const transfer = async (port: number, zone: string): Promise<ServedSet[]> =>
  setsIn(await ask(port, [`${zone}.`, 'AXFR']));

/** By TCP, so that nothing is cut short. */
async function ask(port: number, questions: string[]): Promise<string[]> {
  const how = ['+tcp', '+noall', '+answer', '+norecurse', '+nosplit', '+time=20', '+tries=1'];
  const { stdout } = await run('dig', ['@127.0.0.1', '-p', String(port), ...how, ...questions], {
    maxBuffer: 64 * 1024 * 1024,
    // Names as they are on the wire, whatever the terminal could show.
    env: { ...process.env, IDN_DISABLE: '1' },
  });
  return stdout.split('\n').filter((line) => line !== '' && !line.startsWith(';'));
}

function setsIn(lines: readonly string[]): ServedSet[] {
  const sets = new Map<string, ServedSet>();
  for (const line of lines) {
    const [, owner = '', ttl, type = '', data = ''] = /^(\S+)\s+(\d+)\s+IN\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (owner === '') throw new Error(`dig said: ${line}`);
    const name = nameIn(owner);
    const set = sets.get(`${name} ${type}`) ?? { name, type, ttl: Number(ttl), values: [] };
    // A transfer begins and ends with the SOA record.
    set.values = [...new Set([...set.values, ...valuesOf(type, [data])])].toSorted();
    sets.set(`${name} ${type}`, set);
  }
  return [...sets.values()];
}

const nameIn = (written: string) => (written === '.' ? written : written.toLowerCase().replace(/\.$/, ''));

/** Which blank-separated fields of a type's data are names (RFC 1035, 2782). */
const namesAt: Record<string, number[]> = { CNAME: [0], NS: [0], PTR: [0], MX: [1], SRV: [3], SOA: [0, 1] };

/**
 * Values in one spelling, whoever wrote them: names without the final dot, text as the bytes that it stands for. Written
 * anew here rather than taken from the connector, which it is to judge.
 */
export function valuesOf(type: string, contents: readonly string[]): string[] {
  const written = contents.map((content) => {
    if (type === 'TXT') return strings(content);
    const fields = content.split(/\s+/);
    return fields.map((field, at) => ((namesAt[type] ?? []).includes(at) ? nameIn(field) : field)).join(' ');
  });
  return written.toSorted();
}

/** `"a" "b\"c"` as the hexadecimal bytes of each string. */
function strings(content: string): string {
  const found = [...content.matchAll(/"((?:[^"\\]|\\.)*)"/gsu)].map(([, text = '']) => {
    const bytes: Buffer[] = [];
    for (const [, decimal, escaped, plain] of text.matchAll(/\\(\d{3})|\\(.)|([^\\]+)/gsu))
      bytes.push(decimal === undefined ? Buffer.from(escaped ?? plain ?? '') : Buffer.from([Number(decimal)]));
    return Buffer.concat(bytes).toString('hex');
  });
  return found.join(' ');
}
