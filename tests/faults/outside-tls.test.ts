import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startTlsLab } from '../../lab/start.ts';
import { testDatabase, type TestDatabase } from '../../model/test-database.ts';
import { forkWorker, type WorkerProcess } from './estate.ts';
import { addOutsideSources, outsideWorld } from './outside-estate.ts';
import { openHolds, pictureOf, pullOnce } from './pulls.ts';

/** The services behind certificates: sources that were listed whole meet one that must not be trusted, and then a good one again. */
const yesterday = new Date(Date.now() - 24 * 3600_000);
const hourAgo = new Date(Date.now() - 3600_000);
const certificates = {
  good: {},
  expired: { from: yesterday, to: hourAgo },
  misnamed: { name: 'elsewhere.example', address: '192.0.2.1' },
  untrusted: {},
};
type Certificate = keyof typeof certificates;

let labs: Record<Certificate, Lab & { cert: string }>;
let shown: Certificate = 'good';
const connections = new Set<Socket>();
/** Connections that are kept alive would go on with the certificate before. */
const show = (certificate: Certificate) => {
  shown = certificate;
  for (const connection of connections) connection.destroy();
};
let front: Server;
let folder: string;
let db: TestDatabase;
let worker: WorkerProcess;
let ids: string[];

beforeAll(async () => {
  const started = Object.entries(certificates).map(
    async ([name, certificate]) => [name, await startTlsLab({ world: outsideWorld, certificate })] as const,
  );
  labs = Object.fromEntries(await Promise.all(started)) as typeof labs;
  // One address for all, so that the source stays as it is.
  front = createServer((socket) => {
    const behind = connect(labs[shown].port, '127.0.0.1');
    connections.add(socket.on('close', () => connections.delete(socket) && behind.destroy()));
    for (const end of [socket, behind]) end.on('error', () => end.destroy());
    socket.pipe(behind).pipe(socket);
  });
  await new Promise<void>((listening) => front.listen(0, '127.0.0.1', listening));
  const { port } = front.address() as AddressInfo;

  folder = await mkdtemp(join(tmpdir(), 'switchyard-tls-'));
  const trusted = join(folder, 'trusted.pem');
  await writeFile(trusted, [labs.good, labs.expired, labs.misnamed].map(({ cert }) => cert).join(''));
  db = await testDatabase();
  const sources = await addOutsideSources(db.worker, `https://127.0.0.1:${port}`);
  ids = [sources.aws, sources.cloudflare];
  // Node reads it when a process starts: it is for the worker alone.
  process.env['NODE_EXTRA_CA_CERTS'] = trusted;
  worker = await forkWorker(db.workerUrl);
  delete process.env['NODE_EXTRA_CA_CERTS'];
});
afterAll(async () => {
  await worker?.kill();
  await db?.drop();
  front?.close();
  await Promise.all(Object.values(labs).map((lab) => lab.stop()));
  await rm(folder, { recursive: true, force: true });
});

describe('a certificate', () => {
  const says: [Exclude<Certificate, 'good'>, RegExp][] = [
    ['untrusted', /self-signed certificate/],
    ['expired', /certificate has expired/],
    ['misnamed', /127\.0\.0\.1 is not in the cert's list|does not match certificate/],
  ];

  it.each(says)('that is %s ends the pull before a secret is sent, and nothing is lost', async (certificate, words) => {
    show('good');
    for (const { state, error } of await pullOnce(db.worker, ids))
      expect({ state, error }).toEqual({ state: 'complete', error: null });
    const before = await pictureOf(db.worker);

    show(certificate);
    for (const result of await pullOnce(db.worker, ids)) {
      expect(result).toMatchObject({ state: 'failed', errorType: 'permanent', scopes: [] });
      expect(result.error).toMatch(words);
      // It waits for a person, who is told: asking again soon would be of no use.
      expect(result.againIn).toBeGreaterThan(300);
    }
    expect(labs[certificate].requests.list()).toEqual([]);
    expect(await pictureOf(db.worker)).toEqual(before);
    const { rows } = await db.worker.query('SELECT health, last_error FROM sources');
    for (const source of rows) expect(source).toEqual({ health: 'failing', last_error: expect.stringMatching(words) });

    show('good');
    for (const { state, error } of await pullOnce(db.worker, ids))
      expect({ state, error }).toEqual({ state: 'complete', error: null });
    expect(await pictureOf(db.worker)).toEqual(before);
    expect(await openHolds(db.worker)).toEqual([]);
  });
});
