import { z } from 'zod';
import { parseHostPort } from './host-name.ts';
import { systemCard } from './system.ts';

/** What is connected to; the port is PostgreSQL's own where none is said. */
export const parseServerAddress = (text: string) => parseHostPort(text, 5432);

const serverAddress = z
  .string()
  .max(260)
  .refine((text) => parseServerAddress(text) !== undefined, 'not an address such as db1.example.com:5432');

export const postgres = systemCard({
  name: 'postgres',
  label: 'PostgreSQL',
  about: 'Database servers, who of them is primary and who follows, and their databases.',
  settings: z.strictObject({
    group: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i, 'letters, digits, dot, dash, underscore; at most 63')
      .default('default')
      .describe('Name of this group of servers.'),
    servers: z
      .array(serverAddress)
      .min(1)
      .max(500)
      .refine(
        (all) => new Set(all.map((one) => parseServerAddress(one)?.key)).size === all.length,
        'two of these are the same server',
      ) // prettier-ignore
      .describe('Every server, primaries and replicas alike, such as db1.example.com:5432.'),
    user: z.string().min(1).max(63).describe('Role that is a member of pg_monitor and of nothing else.'),
    password: z.string().min(1).max(400).optional().describe('Its password.'),
    database: z.string().min(1).max(63).default('postgres').describe('Database to connect to.'),
    encryption: z
      .enum(['verified', 'unverified', 'none'])
      .default('verified')
      .describe('verified: TLS, and the certificate is for the server’s name. unverified: TLS with anybody.'),
    caCertificate: z.string().max(100_000).optional().describe('Authority that signed the certificates, where it is your own (PEM).'), // prettier-ignore
    primaryNames: z
      .array(z.string().regex(/^[a-z0-9_*-]+(\.[a-z0-9_-]+)*\.?$/i, 'a DNS name'))
      .min(1)
      .optional()
      .describe('DNS names by which clients reach the primary: one that leads to a replica is told.'),
  }),
  secrets: ['password'],
  sendsSecretsTo: ['servers'],
  guardsSecrets: ['encryption', 'caCertificate'],
  provides: ['database_servers', 'databases'],
  interval: 60,
  partsApart: true,
  measureEvery: 30,
});
