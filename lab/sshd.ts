import { execFile, spawn } from 'node:child_process';
import { chown, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../runtime/free-port.ts';
import { programNamed } from './program.ts';

/** A real sshd of our own, which lets in one user by one key: whoever runs it. */
export interface Sshd {
  port: number;
  user: string;
  privateKey: string;
  /** A line of known_hosts without the host. */
  hostKey: string;
  /** That are open now. */
  connections(): number;
  stop(): Promise<void>;
}

const nobody = 65534;

/**
 * @returns undefined where no `sshd` is installed
 * @throws Error with sshd's own words when it does not start
 */
export async function startSshd(): Promise<Sshd | undefined> {
  const [program, keygen] = [await programNamed('sshd'), await programNamed('ssh-keygen')];
  if (!program || !keygen) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'sshd-'));
  for (const name of ['host', 'client'])
    await promisify(execFile)(keygen, ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  const port = await freePort();
  const lines = [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${join(folder, 'host')}`,
    `AuthorizedKeysFile ${join(folder, 'client.pub')}`,
    'PidFile none',
    // Without PAM an account that has no password counts as locked.
    'UsePAM yes',
    'StrictModes no',
    'PasswordAuthentication no',
  ];
  await writeFile(join(folder, 'config'), `${lines.join('\n')}\n`);
  // As root it would want folders of the system's.
  const asRoot = process.getuid?.() === 0;
  if (asRoot)
    for (const path of [folder, ...(await readdir(folder)).map((name) => join(folder, name))])
      await chown(path, nobody, nobody);
  const identity = asRoot ? { uid: nobody, gid: nobody } : {};
  const server = spawn(program, ['-D', '-e', '-f', join(folder, 'config')], {
    ...identity,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const connections = () => count(said, /^Accepted publickey /gm) - count(said, /^Disconnected from user /gm);
  const stop = async () => {
    const ended = new Promise((exit) => server.once('exit', exit));
    if (server.exitCode === null && server.kill('SIGTERM')) await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 200 && server.exitCode === null; tries += 1) {
    if (await listens(port)) {
      const [privateKey, hostKey] = [
        await readFile(join(folder, 'client'), 'utf8'),
        await readFile(join(folder, 'host.pub'), 'utf8'),
      ];
      return { port, user: asRoot ? 'nobody' : userInfo().username, privateKey, hostKey, connections, stop };
    }
    await pause(25);
  }
  await stop();
  throw new Error(`sshd did not start: ${said.trim()}`);
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)));
    socket.on('error', () => resolve(false));
  });
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;
