import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { AddressPolicy } from '../../../../../runtime/http/address-policy.ts';
import { ConnectionError } from '../connection-error.ts';
import { permittedAddress } from './permitted-address.ts';
import { dialUnix, systemSocket } from './unix.ts';

export interface SshOptions {
  host: string;
  port?: number;
  user: string;
  /** As OpenSSH writes it, without a passphrase. */
  privateKey: string;
  /** The host's own keys, a line each, such as `ssh-ed25519 AAAA…`. An unknown host is never trusted. */
  hostKeys: string;
  /** Of libvirtd on the host; whoever logs in must be allowed to open it. */
  socketPath?: string;
  policy: AddressPolicy;
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

/**
 * The system's own `ssh` forwards a socket of ours to libvirtd's. The host needs nothing for that but sshd: no `nc`, no
 * virt-ssh-helper and no shell, whose greeting would get between the packets. That socket lies in a folder which only
 * this user may enter, and is gone with its folder once we are connected.
 */
export async function dialSsh(options: SshOptions): Promise<Duplex> {
  const { timeoutMs = 20_000, signal } = options;
  const folder = await mkdtemp(join(tmpdir(), 'ssh-'));
  try {
    const ssh = await startSsh(options, folder);
    try {
      return new Forwarded(await forwarded(ssh, join(folder, 'socket'), Date.now() + timeoutMs, signal), ssh);
    } catch (error) {
      ssh.end();
      throw error;
    }
  } finally {
    // Neither the key nor the socket's name is needed once the connection is there.
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Ends ssh when our end of the pipe closes, in whatever way: by itself it would outlive a worker that is killed, and so would the folder with our
 * key (`$0`). (`3`: a shell gives what it runs in the background no input of its own.)
 */
const whileWeLive =
  'exec 3<&0; ssh "$@" 3<&- & ssh=$!; { read -r _ <&3; rm -rf -- "$0"; kill $ssh; } 2>/dev/null & wait $ssh; kill $! 2>/dev/null';

interface Ssh {
  exited: Promise<void>;
  hasExited: () => boolean;
  said: () => string;
  end: () => void;
}

/** When it breaks, ssh has the reason: whether libvirtd's socket could be opened it learns only with the first bytes. */
class Forwarded extends Duplex {
  readonly #socket: Socket;
  readonly #ssh: Ssh;

  constructor(socket: Socket, ssh: Ssh) {
    super();
    this.#socket = socket;
    this.#ssh = ssh;
    socket.on('data', (chunk: Buffer) => void (this.push(chunk) || socket.pause()));
    socket.once('error', (error) => void this.#over(error)).once('end', () => void this.#over());
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    this.#ssh.end();
    done(error);
  }

  async #over(error?: Error): Promise<void> {
    this.#ssh.end();
    await this.#ssh.exited;
    const said = this.#ssh.said();
    this.destroy(said === '' ? error : new Error(`ssh: ${said}`, { cause: error }));
  }
}

async function startSsh(options: SshOptions, folder: string): Promise<Ssh> {
  const { host, port = 22, user, privateKey, hostKeys, socketPath = systemSocket, policy } = options;
  if (!/^\/[^:]+$/.test(socketPath)) throw new ConnectionError('unreachable', `"${socketPath}" is no path of a socket`);
  const address = await permittedAddress(policy, host);
  const lines = (text: string) => text.split('\n').filter((line) => line.trim() !== '');
  await writeFile(join(folder, 'key'), `${lines(privateKey).join('\n')}\n`, { mode: 0o600 });
  await writeFile(join(folder, 'hosts'), lines(hostKeys).map((key) => `${host} ${key}\n`).join('')); // prettier-ignore
  const settings = [
    'BatchMode=yes',
    'IdentitiesOnly=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${join(folder, 'hosts')}`,
    'GlobalKnownHostsFile=none',
    'PreferredAuthentications=publickey',
    'ExitOnForwardFailure=yes',
    'ConnectTimeout=15',
    // The address is what was permitted; the name is what the key belongs to.
    `HostKeyAlias=${host}`,
  ];
  const args = ['-F', 'none', '-N', '-T', '-i', join(folder, 'key'), '-p', String(port), '-l', user];
  const forward = ['-L', `${join(folder, 'socket')}:${socketPath}`];
  const child = spawn(
    'sh',
    ['-c', whileWeLive, folder, ...args, ...settings.flatMap((each) => ['-o', each]), ...forward, '--', address],
    {
      // No agent and nothing else of this user's.
      env: { PATH: process.env['PATH'] },
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  // Closed at the other end when ssh has ended by itself.
  child.stdin.on('error', () => {});
  let exited = false;
  const exit = new Promise<void>((done) => {
    child.once('error', (error) => (said += error.message));
    child.once('close', () => ((exited = true), done()));
  });
  return { exited: exit, hasExited: () => exited, said: () => said.trim(), end: () => void child.stdin.end() };
}

/** Once its socket is there, ssh has been let in. */
async function forwarded(ssh: Ssh, path: string, deadline: number, signal: AbortSignal | undefined): Promise<Socket> {
  while (!ssh.hasExited() && Date.now() < deadline) {
    if (signal?.aborted) throw new ConnectionError('aborted', 'ssh was given up', { cause: signal.reason });
    const socket = await dialUnix({ path }).catch(() => undefined);
    if (socket) return socket;
    await pause(20);
  }
  const said = ssh.said() || 'no answer in time';
  const type = /Permission denied|Host key verification failed/.test(said) ? 'auth' : 'unreachable';
  throw new ConnectionError(type, `ssh: ${said}`);
}
