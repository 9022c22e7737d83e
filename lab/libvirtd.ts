import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../runtime/free-port.ts';
import { selfSignedCertificate } from './certificate.ts';
import { programNamed } from './program.ts';

/** A real libvirtd of our own: other sockets, other files and another user than the system's. */
export interface Libvirtd {
  /** All that it writes is in here, and goes with it; a pool can be too. */
  folder: string;
  socketPath: string;
  tcpPort: number;
  tls: { port: number; ca: string; cert: string; key: string };
  /** For `virsh -c`, which judges what we say. */
  virshUri(driverUri: string): string;
  /** The URI of a host of the test driver with these domains; each connection has a copy of its own. */
  nodeUri(node: string): Promise<string>;
  /** As `kill -9`. */
  kill(): Promise<void>;
  /** On the same socket and ports, after `kill` or in place of what runs. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Nobody on every system that libvirt runs on: as root it would take the system's own places. */
const nobody = 65534;

/**
 * It knows `test:///default`, and `qemu:///session` where QEMU is installed.
 * @param options.config further lines of libvirtd.conf
 * @returns undefined where no `libvirtd` is installed
 * @throws Error with libvirtd's own words when it does not start
 */
export async function startLibvirtd({ config = [] as readonly string[] } = {}): Promise<Libvirtd | undefined> {
  const program = await programNamed('libvirtd');
  if (!program) return undefined;
  // Short: the path of a socket has 107 bytes at most.
  const folder = await mkdtemp(join(tmpdir(), 'lv-'));
  const asRoot = process.getuid?.() === 0;
  const own = (path: string) => (asRoot ? chown(path, nobody, nobody) : Promise.resolve());
  await chmod(folder, 0o700);
  await own(folder);
  const runtime = join(folder, 'run');
  await mkdir(runtime, { mode: 0o700 });
  await own(runtime);
  const save = async (name: string, text: string, mode = 0o600) => {
    await writeFile(join(folder, name), text, { mode });
    await own(join(folder, name));
  };

  const [server, client] = [selfSignedCertificate(), selfSignedCertificate({ name: 'switchyard.test' })];
  const [tcpPort, port] = [await freePort(), await freePort()];
  await save('server-key.pem', server.key);
  await save('server-cert.pem', server.cert);
  await save('client-ca.pem', server.cert + client.cert);
  await save('libvirtd.conf', configuration({ folder, tcpPort, port, config }));

  const environment = { PATH: process.env['PATH'], HOME: folder, XDG_RUNTIME_DIR: runtime, LC_ALL: 'C.UTF-8' };
  const identity = asRoot ? { uid: nobody, gid: nobody } : {};
  const socketPath = join(runtime, 'libvirt', 'libvirt-sock');
  let daemon: ChildProcess | undefined;
  const start = async () => {
    // If we are killed it ends by itself, once nobody has used it for ten minutes.
    const args = ['-l', '-t', '600', '-f', join(folder, 'libvirtd.conf'), '-p', join(folder, 'libvirtd.pid')];
    const said = await open(join(folder, 'said'), 'w');
    daemon = spawn(program, args, { ...identity, env: environment, cwd: folder, stdio: ['ignore', said.fd, said.fd] });
    await said.close();
    await answers(daemon, socketPath, join(folder, 'said'));
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (daemon) await ended(daemon, signal);
    daemon = undefined;
  };
  const stop = async () => {
    await end('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    folder,
    socketPath,
    tcpPort,
    tls: { port, ca: server.cert, ...client },
    virshUri(driverUri) {
      const [driver, rest] = driverUri.split('://');
      return `${driver}+unix://${rest}?socket=${socketPath}`;
    },
    async nodeUri(node) {
      await save('node.xml', node);
      return `test://${join(folder, 'node.xml')}`;
    },
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGTERM');
      await start();
    },
    stop,
  };
}

const configuration = ({
  folder,
  tcpPort,
  port,
  config,
}: {
  folder: string;
  tcpPort: number;
  port: number;
  config: readonly string[];
}) =>
  `${[
    'listen_tcp = 1',
    'listen_tls = 1',
    'listen_addr = "127.0.0.1"',
    `tcp_port = "${tcpPort}"`,
    `tls_port = "${port}"`,
    'auth_tcp = "none"',
    `key_file = "${join(folder, 'server-key.pem')}"`,
    `cert_file = "${join(folder, 'server-cert.pem')}"`,
    `ca_file = "${join(folder, 'client-ca.pem')}"`,
    // Each certificate here is its own authority, which libvirtd would find odd.
    'tls_no_sanity_certificate = 1',
    ...config,
  ].join('\n')}\n`;

async function answers(daemon: ChildProcess, socketPath: string, said: string): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (daemon.exitCode !== null) break;
    if (await connects(socketPath)) return;
    await pause(25);
  }
  throw new Error(`libvirtd did not start: ${(await readFile(said, 'utf8')).trim().slice(-2000)}`);
}

function connects(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ path }, () => (socket.destroy(), resolve(true)));
    socket.on('error', () => resolve(false));
  });
}

async function ended(daemon: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const exit = new Promise((done) => daemon.once('exit', done));
  daemon.kill(signal);
  const inTime = await Promise.race([exit.then(() => true), pause(5000, false, { ref: false })]);
  if (inTime) return;
  daemon.kill('SIGKILL');
  await exit;
}
