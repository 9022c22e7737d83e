import { readConfig } from '../runtime/config.ts';
import { StartError } from '../runtime/start-error.ts';

/** Where the panel is: as said on the command line, as SWITCHYARD_URL says, else this machine's. @throws StartError */
export function panelUrl(given: string | undefined): string {
  const url = given ?? process.env['SWITCHYARD_URL'] ?? thisMachine();
  if (!URL.canParse(url)) throw new StartError(`${url} is not a URL`);
  return url;
}

function thisMachine(): string {
  const { publicUrl, port } = readConfig();
  return publicUrl ?? `http://127.0.0.1:${port}`;
}

/** @throws StartError */
export function panelToken(): string {
  const found = process.env['SWITCHYARD_TOKEN'] ?? process.env['SWITCHYARD_ADMIN_TOKEN'];
  if (found) return found;
  throw new StartError('SWITCHYARD_TOKEN is needed: an API token of the panel, made there under Tokens');
}
