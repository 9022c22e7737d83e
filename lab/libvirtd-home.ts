import { chmod, chown, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../runtime/free-port.ts';
import { selfSignedCertificate } from './certificate.ts';
import { noteOwner, removeLeftovers } from './libvirtd-leftovers.ts';

/** Where a libvirtd of our own lives, whom it runs as, and where it listens. */
export interface LibvirtdHome {
  /** All that it writes is in here; a pool can be too. */
  folder: string;
  configPath: string;
  socketPath: string;
  tcpPort: number;
  tls: { port: number; ca: string; cert: string; key: string };
  /** For node:child_process. */
  as: { uid?: number; gid?: number; env: NodeJS.ProcessEnv; cwd: string };
  /** A file that it may read. @returns its path */
  save(name: string, text: string): Promise<string>;
}

/** Short: the path of a socket has 107 bytes at most. */
const PREFIX = 'lv-';

/** On every system that libvirt runs on. As root it would take the system's own places. */
const nobody = 65534;

/**
 * @param config further lines of libvirtd.conf
 * @param wantedPort for TCP; left out: any free one
 */
export async function makeLibvirtdHome(config: readonly string[], wantedPort?: number): Promise<LibvirtdHome> {
  const asRoot = process.getuid?.() === 0;
  const own = (path: string) => (asRoot ? chown(path, nobody, nobody) : Promise.resolve());
  await removeLeftovers(tmpdir(), PREFIX);
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  await noteOwner(folder);
  const runtime = join(folder, 'run');
  await mkdir(runtime, { mode: 0o700 });
  for (const each of [folder, runtime]) {
    await chmod(each, 0o700);
    await own(each);
  }
  const save = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, text, { mode: 0o600 });
    await own(path);
    return path;
  };
  const [server, client] = [selfSignedCertificate(), selfSignedCertificate({ name: 'switchyard.test' })];
  const [tcpPort, port] = [wantedPort ?? (await freePort()), await freePort()];
  const lines = [
    'listen_tcp = 1',
    'listen_tls = 1',
    'listen_addr = "127.0.0.1"',
    `tcp_port = "${tcpPort}"`,
    `tls_port = "${port}"`,
    'auth_tcp = "none"',
    `key_file = "${await save('server-key.pem', server.key)}"`,
    `cert_file = "${await save('server-cert.pem', server.cert)}"`,
    `ca_file = "${await save('authorities.pem', server.cert + client.cert)}"`,
    // Each certificate here is its own authority, which libvirtd would find odd.
    'tls_no_sanity_certificate = 1',
    ...config,
  ];
  return {
    folder,
    configPath: await save('libvirtd.conf', `${lines.join('\n')}\n`),
    socketPath: join(runtime, 'libvirt', 'libvirt-sock'),
    tcpPort,
    tls: { port, ca: server.cert, ...client },
    as: {
      ...(asRoot ? { uid: nobody, gid: nobody } : {}),
      env: { PATH: process.env['PATH'], HOME: folder, XDG_RUNTIME_DIR: runtime, LC_ALL: 'C.UTF-8' },
      cwd: folder,
    },
    save,
  };
}
