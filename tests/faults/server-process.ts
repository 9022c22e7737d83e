import { readConfig } from '../../runtime/config.ts';
import { startServer } from '../../server/start.ts';

/** A server in a process of its own, of which every word is heard. Tells its address once it listens. */
const config = readConfig({ PORT: '0', SWITCHYARD_ALLOW_NETWORKS: '127.0.0.0/8' });
const { url } = await startServer({ config, webUrl: process.env.WEB_URL!, masterKey: Buffer.alloc(32, 7) });
process.send?.(url);
