import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that connections get for their own side (Linux gives them 32768 and up, macOS 49152 and up), which would take a port that was just found free. */
const [FIRST, END] = [20_000, 32_000];
const MOST_TRIES = 100;

/**
 * A port of 127.0.0.1 that was free a moment ago: for programs that cannot bind to port 0. Be ready to try another.
 * @param wanted taken if it is free
 */
export async function freePort(wanted?: number): Promise<number> {
  let port = wanted ?? randomInt(FIRST, END);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (await isFree(port)) return port;
    port = randomInt(FIRST, END);
  }
  throw new Error(`no free port between ${FIRST} and ${END}`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
