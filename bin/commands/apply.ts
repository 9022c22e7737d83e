import { agreed } from '../agreed.ts';
import { estateDiffLines } from '../estate-diff-lines.ts';
import { readEstateFile } from '../estate-file.ts';
import { panelToken, panelUrl } from '../panel-address.ts';
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
  const panel = { url: panelUrl(options.url), token: panelToken() };
  const diff = await postEstate(panel, estate, true);
  for (const line of estateDiffLines(diff)) process.stdout.write(`${line}\n`);
  if (options.dryRun || diff.items.every((item) => item.act === 'same')) return;
  if (!options.yes && process.stdin.isTTY && !(await agreed('apply? [y/N] '))) {
    process.stdout.write('nothing was changed\n');
    return;
  }
  await postEstate(panel, estate, false);
  process.stdout.write('applied\n');
}
