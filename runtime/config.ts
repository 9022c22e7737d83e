import { resolve } from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { StartError } from './start-error.ts';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const url = (...protocols: string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    );

const networks = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .superRefine((list, issues) => {
    for (const network of list) {
      if (!ipaddr.isValidCIDR(network)) {
        issues.addIssue({ code: 'custom', message: `"${network}" is not a network such as 10.0.0.0/8 or fd00::/8` });
      }
    }
  });

const consoleLinks = z.string().transform((text, issues): Record<string, string> => {
  const message =
    'must be a JSON object from a name to a URL template, such as {"Kibana":"https://kibana.example/{id}"}';
  try {
    const parsed = z.record(z.string(), z.string().regex(/^https?:\/\//)).safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // not JSON: told below like any other wrong shape
  }
  issues.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** What express calls "trust proxy": a number of hops, or a list of proxy addresses and names such as loopback. */
const trustProxy = z.string().transform((text, issues): boolean | number | string[] => {
  if (text === 'true') return 1;
  if (text === 'false') return false;
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const list = text.split(',').map((part) => part.trim());
  const known = (part: string) =>
    ['loopback', 'linklocal', 'uniquelocal'].includes(part) || ipaddr.isValid(part) || ipaddr.isValidCIDR(part);
  if (list.every(known)) return list;
  issues.addIssue({
    code: 'custom',
    message: 'must be a number of proxies, or a comma list of proxy addresses or networks',
  });
  return z.NEVER;
});

const key = z.string().min(16, 'must be 32 bytes in base64 or hex, or a passphrase of at least 16 characters');

const settings = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number from 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65535, 'must be a port number from 0 to 65535')
    .default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  REDIS_URL: url('redis:', 'rediss:').optional(),
  SWITCHYARD_KEY: key.optional(),
  SWITCHYARD_OLD_KEY: key.optional(),
  SWITCHYARD_ADMIN_PASSWORD: z.string().min(12, 'must have at least 12 characters').optional(),
  SWITCHYARD_ADMIN_TOKEN: z.string().min(24, 'must have at least 24 characters').optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  SWITCHYARD_ALLOW_NETWORKS: networks.default([]),
  SWITCHYARD_CONSOLE_LINKS: consoleLinks.default({}),
  TRUST_PROXY: trustProxy.default(false),
  PUBLIC_URL: url('http:', 'https:')
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
});

export interface Config {
  /** 0 means any free port. */
  port: number;
  host: string;
  /** Absolute. */
  dataDir: string;
  /** Unset: an embedded PostgreSQL in the data folder. */
  databaseUrl?: string;
  /** Unset: the queue lives in PostgreSQL. */
  redisUrl?: string;
  key?: string;
  /** The key until now, when it is rotated. */
  oldKey?: string;
  adminPassword?: string;
  adminToken?: string;
  logLevel: (typeof LOG_LEVELS)[number];
  /** Networks (CIDR) that sources may reach although they are private or loopback. */
  allowNetworks: string[];
  /** Console name -> URL template. */
  consoleLinks: Record<string, string>;
  /** As express takes it. */
  trustProxy: boolean | number | string[];
  /** Without a trailing slash. */
  publicUrl?: string;
}

/**
 * Reads the settings from the environment. An empty value counts as unset, as compose files and unit files leave them.
 * @throws StartError that names every wrong setting; values are never repeated, they may be secrets
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    throw new StartError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; '));
  }
  const s = parsed.data;
  return {
    port: s.PORT,
    host: s.HOST,
    dataDir: resolve(s.DATA_DIR),
    databaseUrl: s.DATABASE_URL,
    redisUrl: s.REDIS_URL,
    key: s.SWITCHYARD_KEY,
    oldKey: s.SWITCHYARD_OLD_KEY,
    adminPassword: s.SWITCHYARD_ADMIN_PASSWORD,
    adminToken: s.SWITCHYARD_ADMIN_TOKEN,
    logLevel: s.LOG_LEVEL,
    allowNetworks: s.SWITCHYARD_ALLOW_NETWORKS,
    consoleLinks: s.SWITCHYARD_CONSOLE_LINKS,
    trustProxy: s.TRUST_PROXY,
    publicUrl: s.PUBLIC_URL,
  };
}
