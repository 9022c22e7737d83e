import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { databaseRoles } from '../model/access/roles.ts';
import type { Config } from '../runtime/config.ts';
import { listen } from '../runtime/listen.ts';
import { logFor } from '../runtime/log.ts';
import { repositoryRoot } from '../runtime/repository-root.ts';
import { uuidv7 } from '../runtime/uuidv7.ts';
import { createApp } from './app.ts';
import { EventHub } from './events/hub.ts';
import { createMetrics } from './metrics.ts';
import type { Panel } from './panel.ts';
import { openServerPool } from './pool.ts';
import { asPanel } from './reader.ts';

const log = logFor('server');
const MOST_CONNECTIONS = 20;
const STOP_MS = 5000;

const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { version: string };

/** The server's login is `<prefix>_web`: its siblings are known by the prefix. */
const rolesOf = (webUrl: string) => databaseRoles(decodeURIComponent(new URL(webUrl).username).replace(/_web$/, ''));

/**
 * Starts the API, the built UI and the event streams.
 * @throws StartError when the port cannot be bound
 */
export async function startServer({
  config,
  webUrl,
  masterKey,
}: {
  config: Config;
  webUrl: string;
  masterKey: Buffer;
}): Promise<{ url: string; stop(): Promise<void> }> {
  const pool = openServerPool(webUrl, MOST_CONNECTIONS);
  const { panel: panelRole, readerAll: readerRole } = rolesOf(webUrl);
  const bootId = uuidv7();
  const metrics = createMetrics();
  const events = new EventHub({
    url: webUrl,
    pool,
    bootId,
    readAsPanel: (work) => asPanel({ pool, panelRole }, 'BEGIN READ ONLY', work),
    onSent: (count) => metrics.events.inc(count),
  });
  const panel: Panel = { config, pool, masterKey, panelRole, readerRole, bootId, version, events, metrics };
  const server = createServer(createApp(panel));
  // Behind a proxy that keeps connections for a minute, closing first would answer some requests with a reset.
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 70_000;
  server.requestTimeout = 60_000;
  try {
    await events.start();
    const { url } = await listen(server, config);
    log.info({ url }, 'server listens');
    return {
      url,
      async stop() {
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        await events.stop();
        // Connections become idle when their last answer is out, and nobody closes them then.
        const idle = setInterval(() => server.closeIdleConnections(), 50);
        const impatience = setTimeout(() => server.closeAllConnections(), STOP_MS);
        await closed;
        clearInterval(idle);
        clearTimeout(impatience);
        await pool.end();
      },
    };
  } catch (error) {
    await events.stop();
    await pool.end();
    throw error;
  }
}
