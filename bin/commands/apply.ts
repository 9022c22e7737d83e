import { createInterface } from 'node:readline/promises';
import { readConfig } from '../../runtime/config.ts';
import { StartError } from '../../runtime/start-error.ts';
import { estateDiffLines } from '../estate-diff-lines.ts';
import { readEstateFile } from '../estate-file.ts';
import { postEstate } from '../panel-client.ts';

export interface ApplyOptions {
  file: string;
  dryRun?: boolean;
  yes?: boolean;
  url?: string;
}

/**
 * Brings clusters and sources of a running panel to what a file says, through its API, as whoever the token belongs to.
 * Shows the difference first; asks when there is a person to ask.
 */
export async function apply(options: ApplyOptions): Promise<void> {
  const estate = readEstateFile(options.file);
  const panel = { url: panelUrl(options.url), token: token() };
  const diff = await postEstate(panel, estate, true);
  for (const line of estateDiffLines(diff)) process.stdout.write(`${line}\n`);
  if (options.dryRun || diff.items.every((item) => item.act === 'same')) return;
  if (!options.yes && process.stdin.isTTY && !(await agreed())) {
    process.stdout.write('nothing was changed\n');
    return;
  }
  await postEstate(panel, estate, false);
  process.stdout.write('applied\n');
}

function panelUrl(given: string | undefined): string {
  const url = given ?? process.env['SWITCHYARD_URL'] ?? thisMachine();
  if (!URL.canParse(url)) throw new StartError(`${url} is not a URL`);
  return url;
}

function thisMachine(): string {
  const { publicUrl, port } = readConfig();
  return publicUrl ?? `http://127.0.0.1:${port}`;
}

function token(): string {
  const found = process.env['SWITCHYARD_TOKEN'] ?? process.env['SWITCHYARD_ADMIN_TOKEN'];
  if (found) return found;
  throw new StartError('SWITCHYARD_TOKEN is needed: an API token of an admin of the panel');
}

async function agreed(): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question('apply? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}
