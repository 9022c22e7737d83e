import { z } from 'zod';
import { hostUri, parseHostUri } from './host-uri.ts';
import { systemCard } from './system.ts';

const keysOf = (uris: readonly string[]) => uris.map((uri) => parseHostUri(uri)?.key);

export const libvirt = systemCard({
  name: 'libvirt',
  label: 'libvirt',
  about: 'Hypervisor hosts with their virtual machines, storage pools, volumes and networks.',
  settings: z.strictObject({
    group: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i, 'letters, digits, dot, dash, underscore; at most 63')
      .default('default')
      .describe('Name of this group of hosts. A machine that moves between hosts of a group stays the same one.'),
    hosts: z
      .array(hostUri)
      .min(1)
      .max(1000)
      .refine((uris) => new Set(keysOf(uris)).size === uris.length, 'two of these are the same host')
      .describe('Addresses of the hosts, such as qemu+tls://hv1.example.com/system or qemu+ssh://root@hv2/system.'),
    caCertificate: z.string().max(100_000).optional().describe('For TLS: certificate of the authority that signed those of the hosts (PEM).'), // prettier-ignore
    clientCertificate: z.string().max(20_000).optional().describe('For TLS: our certificate (PEM).'),
    clientKey: z.string().min(1).max(20_000).optional().describe('For TLS: the key of our certificate (PEM).'),
    sshKey: z.string().min(1).max(20_000).optional().describe('For ssh: our private key (OpenSSH or PEM), without a passphrase.'), // prettier-ignore
    sshHostKeys: z
      .array(z.string().regex(/^\S+ (ssh|ecdsa|sk)-\S+ \S+/, 'a line such as "hv1 ssh-ed25519 AAAA…"'))
      .optional()
      .describe('For ssh: keys of the hosts, as ssh-keyscan prints them.'),
  }),
  secrets: ['clientKey', 'sshKey'],
  provides: ['hosts', 'virtual_machines', 'storage_pools', 'volumes', 'networks'],
  interval: 60,
  partsApart: true,
  measureEvery: 30,
  listens: true,
});
