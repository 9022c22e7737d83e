import { readConfig } from '../../runtime/config.ts';
import { panelToken, panelUrl } from '../panel-address.ts';
import { breakGlass, machineOperator } from './break-glass.ts';
import type { Desk } from './desk.ts';
import { panelDesk } from './panel-desk.ts';
import type { Talk } from './talk.ts';

const PATIENCE_MS = 3000;

export interface DeskOptions {
  url?: string;
  breakGlass?: boolean;
}

/**
 * The panel, if it answers. Else its database, in the name of this machine's operator, which is said and goes on record.
 * @throws StartError
 */
export async function openDesk(
  { url: given, breakGlass: wanted }: DeskOptions,
  { json }: Pick<Talk, 'json'>,
): Promise<Desk> {
  const url = panelUrl(given);
  if (!wanted && (await answers(url))) return panelDesk({ url, token: panelToken() });
  const desk = await breakGlass(readConfig());
  const why = wanted ? '' : `no panel answers at ${url}: `;
  if (!json) process.stderr.write(`switchyard: ${why}working on the database itself, as ${machineOperator().name}\n`);
  return desk;
}

/** Whether a server is there that can reach its database. One that cannot is no better than none. */
const answers = (url: string): Promise<boolean> =>
  fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
    ({ ok }) => ok,
    () => false,
  );
