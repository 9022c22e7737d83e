import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import { programNamed } from './program.ts';

/** A guest that boots in three seconds without KVM: a kernel, and everything else in 4 MB of memory. */
export interface GuestImage {
  kernel: string;
  initrd: string;
  /** What its guest agent says of it. */
  hostname: string;
  address: string;
  prettyName: string;
}

interface Parts {
  kernel: string;
  modules: string;
  busybox: string;
  agent: string;
  cpio: string;
}

/** In this order: each needs those before it. */
const MODULES = [
  'drivers/virtio/virtio_ring',
  'drivers/virtio/virtio',
  'drivers/virtio/virtio_pci_modern_dev',
  'drivers/virtio/virtio_pci_legacy_dev',
  'drivers/virtio/virtio_pci',
  'drivers/char/virtio_console',
  'net/core/failover',
  'drivers/net/net_failover',
  'drivers/net/virtio_net',
  'drivers/virtio/virtio_balloon',
];

/** What a guest is made of here, or the names of what is not installed (Debian's packages in brackets). */
export async function guestParts(): Promise<Parts | { missing: string[] }> {
  const [qemu, busybox, agent, cpio] = await Promise.all(
    ['qemu-system-x86_64', 'busybox', 'qemu-ga', 'cpio'].map((name) => programNamed(name)),
  );
  const names = await readdir('/boot').catch(() => []);
  const version = names.find((name) => /^vmlinuz-.*cloud-amd64$/.test(name))?.slice('vmlinuz-'.length);
  const missing = Object.entries({
    'qemu-system-x86_64 (qemu-system-x86)': qemu,
    'busybox (busybox-static)': busybox,
    'qemu-ga (qemu-guest-agent)': agent,
    cpio,
    'a kernel (linux-image-cloud-amd64)': version,
  }).flatMap(([name, found]) => (found ? [] : [name]));
  if (!busybox || !agent || !cpio || !version || !qemu) return { missing };
  return { kernel: `/boot/vmlinuz-${version}`, modules: `/lib/modules/${version}/kernel`, busybox, agent, cpio };
}

const initScript = ({
  hostname,
  address,
  prettyName,
}: Pick<GuestImage, 'hostname' | 'address' | 'prettyName'>) => `#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in ${MODULES.map((path) => path.split('/').at(-1)).join(' ')}; do insmod /modules/$module.ko; done
hostname ${hostname}
printf 'ID=tiny\\nNAME="Tiny"\\nPRETTY_NAME="${prettyName}"\\nVERSION_ID=1\\n' > /etc/os-release
ip link set lo up
ip addr add ${address}/24 dev eth0
ip link set eth0 up
mkdir -p /dev/virtio-ports
for port in /sys/class/virtio-ports/*; do ln -s ../$(basename $port) /dev/virtio-ports/$(cat $port/name); done
echo GUEST-UP
qemu-ga -m virtio-serial -p /dev/virtio-ports/org.qemu.guest_agent.0 -t /run -f /run/agent.pid
poweroff -f
`;

/** Makes the image in `folder`, which whoever runs QEMU can read. */
export async function makeGuest(folder: string, parts: Parts): Promise<GuestImage> {
  const guest = { hostname: 'guest-1', address: '10.77.0.5', prettyName: 'Tiny Linux 1' };
  const root = join(folder, 'guest-root');
  for (const name of ['bin', 'proc', 'sys', 'dev', 'etc', 'run', 'modules'])
    await mkdir(join(root, name), { recursive: true });
  const place = async (from: string, to: string) => {
    await mkdir(dirname(join(root, to)), { recursive: true });
    await copyFile(from, join(root, to));
  };
  await place(parts.busybox, 'bin/busybox');
  await place(parts.agent, 'bin/qemu-ga');
  const { stdout } = await promisify(execFile)('ldd', [parts.agent]);
  for (const [library] of stdout.matchAll(/\/\S+/g)) await place(library, library);
  for (const path of MODULES)
    await place(join(parts.modules, `${path}.ko`), join('modules', `${path.split('/').at(-1)}.ko`));
  await writeFile(join(root, 'init'), initScript(guest), { mode: 0o755 });
  const kernel = join(folder, 'guest-kernel');
  const initrd = join(folder, 'guest-initrd');
  await copyFile(parts.kernel, kernel);
  await chmod(kernel, 0o644);
  await pack(root, initrd, parts.cpio);
  await rm(root, { recursive: true, force: true });
  return { kernel, initrd, ...guest };
}

async function pack(root: string, file: string, cpio: string): Promise<void> {
  const names = await readdir(root, { recursive: true });
  const archive = spawn(cpio, ['--create', '--format=newc', '--quiet'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  archive.stdin.end(`${['.', ...names].join('\n')}\n`);
  await pipeline(archive.stdout, createGzip({ level: 1 }), createWriteStream(file, { mode: 0o644 }));
}

/** The domain as libvirt is told of it: emulated (TCG), since KVM is not everywhere and lies where it half is. */
export const guestXml = ({ kernel, initrd }: GuestImage, { name = 'guest-1', uuid = randomUUID(), disk = '' } = {}) => `
<domain type='qemu'>
  <name>${name}</name>
  <uuid>${uuid}</uuid>
  <memory unit='MiB'>192</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>${kernel}</kernel>
    <initrd>${initrd}</initrd>
    <cmdline>console=ttyS0 quiet</cmdline>
  </os>
  <features><acpi/></features>
  <devices>
    ${disk && `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${disk}'/><target dev='vda' bus='virtio'/></disk>`}
    <interface type='user'><mac address='52:54:00:77:00:05'/><model type='virtio'/></interface>
    <serial type='pty'/>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <memballoon model='virtio'><stats period='2'/></memballoon>
  </devices>
</domain>`;
