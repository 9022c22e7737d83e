import { join } from 'node:path';
import { z } from 'zod';
import { readConfig } from '../../runtime/config.ts';
import { StartError } from '../../runtime/start-error.ts';
import { readDemoState } from '../demo-state.ts';
import { print } from '../print.ts';
import { serve } from '../serve.ts';

const portSchema = z.coerce.number().int().min(0).max(65535);

/** "serve" starts the stand-ins; anything else is said to running ones, who also know what they can be told ("help"). */
export async function lab(words: string[], options: { port?: string; url?: string }): Promise<void> {
  if (words[0] === 'serve') return serveLab(options.port);
  const { labCommand } = await import('../../lab/control-client.ts');
  const url = options.url ?? demoLabUrl();
  const answer = await labCommand(url, words.length === 0 ? ['help'] : words).catch((error: unknown) => {
    throw new StartError((error as Error).message);
  });
  process.stdout.write(`${answer}\n`);
}

async function serveLab(portText = '0'): Promise<void> {
  const { dataDir } = readConfig();
  const port = portSchema.safeParse(portText);
  if (!port.success) throw new StartError(`--port ${portText} is not a port number`);
  const { startStandIns } = await import('../stand-ins.ts');
  await serve(async (go) => {
    const standIns = await startStandIns({ port: port.data, stateDir: join(dataDir, 'lab') });
    if (!go) print(`the stand-ins are at ${standIns.url}`);
    return standIns;
  });
}

function demoLabUrl(): string {
  const { dataDir } = readConfig();
  const port = readDemoState(join(dataDir, 'demo'))?.labPort;
  if (port === undefined)
    throw new StartError(
      `There is no demo in ${dataDir}; start "switchyard demo", or say where the stand-ins are with --url`,
    );
  return `http://127.0.0.1:${port}`;
}
