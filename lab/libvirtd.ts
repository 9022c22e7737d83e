import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type LibvirtdHome, makeLibvirtdHome } from './libvirtd-home.ts';
import { programNamed } from './program.ts';

/** A real libvirtd of our own: other sockets, other files and another user than the system's. */
export interface Libvirtd extends Pick<LibvirtdHome, 'folder' | 'socketPath' | 'tcpPort' | 'tls'> {
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

/**
 * It knows `test:///default`, and `qemu:///session`: without QEMU itself for storage, networks and the host.
 * @param options.config further lines of libvirtd.conf
 * @param options.tcpPort tried first; another one when it is taken
 * @returns undefined where no `libvirtd` is installed
 * @throws Error with libvirtd's own words when it does not start
 */
export async function startLibvirtd({
  config = [],
  tcpPort,
}: { config?: readonly string[]; tcpPort?: number } = {}): Promise<Libvirtd | undefined> {
  const program = await programNamed('libvirtd');
  if (!program) return undefined;
  for (let tries = 1; ; tries += 1) {
    const home = await makeLibvirtdHome(config, tries === 1 ? tcpPort : undefined);
    try {
      return libvirtdIn(home, program, await started(home, program));
    } catch (error) {
      await rm(home.folder, { recursive: true, force: true });
      // A port that was free a moment ago is somebody else's now.
      if (tries === 3 || !/address already in use/i.test(String(error))) throw error;
    }
  }
}

function libvirtdIn(home: LibvirtdHome, program: string, first: ChildProcess): Libvirtd {
  let daemon = first;
  const { folder, socketPath, tcpPort, tls } = home;
  return {
    folder,
    socketPath,
    tcpPort,
    tls,
    virshUri(driverUri) {
      const [driver, rest] = driverUri.split('://');
      return `${driver}+unix://${rest}?socket=${socketPath}`;
    },
    nodeUri: async (node) => `test://${await home.save('node.xml', node)}`,
    kill: () => ended(daemon, 'SIGKILL'),
    async restart() {
      await ended(daemon, 'SIGTERM');
      daemon = await started(home, program);
    },
    async stop() {
      await ended(daemon, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function started({ folder, configPath, socketPath, as }: LibvirtdHome, program: string): Promise<ChildProcess> {
  // If we are killed it ends by itself, once nobody has used it for ten minutes.
  const args = ['--listen', '--timeout', '600', '--config', configPath, '--pid-file', join(folder, 'libvirtd.pid')];
  const said = join(folder, 'said');
  const file = await open(said, 'w');
  const daemon = spawn(program, args, { ...as, stdio: ['ignore', file.fd, file.fd] });
  await file.close();
  for (let tries = 0; tries < 400 && daemon.exitCode === null; tries += 1) {
    const up = await connects(socketPath);
    await pause(25);
    // It opens the socket before it finds that a port is taken, and then ends.
    if (up && daemon.exitCode === null) return daemon;
  }
  await ended(daemon, 'SIGKILL');
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
