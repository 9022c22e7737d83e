import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Libvirtd, startLibvirtd } from '../../../../../lab/libvirtd.ts';
import { programNamed } from '../../../../../lab/program.ts';
import { type Sshd, startSshd } from '../../../../../lab/sshd.ts';
import { addressPolicy } from '../../../../../runtime/http/address-policy.ts';
import { Session } from '../session.ts';
import { dialSsh } from './ssh.ts';

const installed = (await programNamed('libvirtd')) && (await programNamed('sshd'));
const policy = addressPolicy({ allow: ['127.0.0.0/8', '::1/128'] });

describe.skipIf(!installed)('by way of a real sshd', () => {
  let [libvirtd, sshd]: [Libvirtd, Sshd] = [undefined as never, undefined as never];
  beforeAll(async () => {
    [libvirtd, sshd] = [(await startLibvirtd())!, (await startSshd())!];
  });
  afterAll(async () => {
    await sshd.stop();
    await libvirtd.stop();
  });
  const options = () => {
    const { port, user, privateKey, hostKey } = sshd;
    return { host: '127.0.0.1', port, user, privateKey, hostKeys: hostKey, socketPath: libvirtd.socketPath, policy };
  };
  const folders = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('ssh-'));

  it('a session works, and leaves nothing behind', async () => {
    const before = await folders();
    expect(sshd.connections()).toBe(0);
    const session = await Session.open(await dialSsh(options()), { uri: 'test:///default' });
    const domains = await session.call('connectListAllDomains', { needResults: true, flags: 0 });
    expect(domains.map(({ name }) => name)).toEqual(['test']);
    const [domain] = domains;
    const documents = Array.from({ length: 20 }, () => session.call('domainGetXmlDesc', { domain: domain!, flags: 0 }));
    expect(new Set(await Promise.all(documents)).size).toBe(1);
    expect(await folders()).toEqual(before);
    expect(sshd.connections()).toBe(1);
    await session.close();
    // The server's process for the connection ends with ssh.
    await vi.waitFor(() => expect(sshd.connections()).toBe(0));
  });

  it('the reasons of a failure are told apart', async () => {
    const before = await folders();
    const other = (await startSshd())!;
    await expect(dialSsh({ ...options(), privateKey: other.privateKey })).rejects.toMatchObject({
      type: 'auth',
      message: expect.stringContaining('Permission denied'),
    });
    await expect(dialSsh({ ...options(), hostKeys: other.hostKey })).rejects.toMatchObject({
      type: 'auth',
      message: expect.stringContaining('Host key verification failed'),
    });
    await other.stop();
    await expect(dialSsh({ ...options(), port: other.port })).rejects.toMatchObject({
      type: 'unreachable',
      message: expect.stringContaining('Connection refused'),
    });
    await expect(dialSsh({ ...options(), policy: addressPolicy({ allow: [] }) })).rejects.toThrow('Refused to connect');
    await expect(dialSsh({ ...options(), socketPath: 'host.example:22' })).rejects.toThrow('is no path of a socket');
    const socket = await dialSsh({ ...options(), socketPath: '/nowhere/libvirt-sock' });
    await expect(Session.open(socket, { uri: 'test:///default' })).rejects.toThrow('open failed');
    await vi.waitFor(async () => expect(await folders()).toEqual(before));
  });
});

it.skipIf(!(await programNamed('ssh')))(
  'a process that is killed while it dials leaves neither its key nor ssh behind',
  async () => {
    const silent = createServer();
    const clients = new Set<Socket>();
    silent.on('connection', (client) => void clients.add(client.on('close', () => clients.delete(client)).on('error', () => {}).resume())); // prettier-ignore
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const { port } = silent.address() as AddressInfo;
    const home = await mkdtemp(join(tmpdir(), 'killed-'));
    const dialling = `
    import { addressPolicy } from ${JSON.stringify(sourceOf('../../../../../runtime/http/address-policy.ts'))};
    import { dialSsh } from ${JSON.stringify(sourceOf('./ssh.ts'))};
    await dialSsh({ host: '127.0.0.1', port: ${port}, user: 'root', privateKey: 'key', hostKeys: 'ssh-ed25519 AAAA', policy: addressPolicy({ allow: ['127.0.0.0/8'] }) });`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', dialling], {
      env: { ...process.env, TMPDIR: home },
      stdio: 'inherit',
    });
    // tsx keeps something there too.
    const left = async () => (await readdir(home)).filter((name) => name.startsWith('ssh-'));
    const patience = { timeout: 30_000 };
    try {
      await vi.waitFor(() => expect(clients.size).toBe(1), patience);
      const [folder] = await left();
      expect(await readdir(join(home, folder!))).toContain('key');
      child.kill('SIGKILL');
      await vi.waitFor(async () => expect(await left()).toEqual([]), patience);
      await vi.waitFor(() => expect(clients.size).toBe(0), patience);
    } finally {
      child.kill('SIGKILL');
      silent.close();
      await rm(home, { recursive: true, force: true });
    }
  },
);

const sourceOf = (path: string) => new URL(path, import.meta.url).href;
