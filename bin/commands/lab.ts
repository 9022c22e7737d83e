import { z } from 'zod';
import { startLab } from '../../lab/start.ts';
import { readConfig } from '../../runtime/config.ts';
import { StartError } from '../../runtime/start-error.ts';
import { serve } from '../serve.ts';
import { print } from '../print.ts';
import { join } from 'node:path';

const portSchema = z.coerce.number().int().min(0).max(65535);

export async function lab(what: string[], options: { port?: string }): Promise<void> {
  const config = readConfig();
  const port = portSchema.safeParse(options.port ?? 0);
  if (!port.success) throw new StartError(`--port ${options.port} is not a port`);
  await serve(async (go) => {
    const running = await startLab({ host: '127.0.0.1', port: port.data, stateDir: join(config.dataDir, 'lab') });
    if (!go) print(`the stand-ins are at ${running.url}`);
    return running;
  });
}
