import { Resolver } from 'node:dns/promises';
import { canonicalContent } from '../../../model/dns/content.ts';
import type { NameServer } from './name-servers.ts';

const PATIENCE_MS = 2000;

type Asking = (resolver: Resolver, name: string) => Promise<string[]>;

/** Node takes each byte for a letter of Latin-1. */
const quoted = (text: string) =>
  `"${text.replace(/(["\\])/g, '\\$1').replace(/[\u0080-\u00ff]/g, (byte) => `\\${byte.charCodeAt(0)}`)}"`;

/** The types that Node can ask for, and their values in the spelling of zone files. */
const askings: Record<string, Asking> = {
  A: (resolver, name) => resolver.resolve4(name),
  AAAA: (resolver, name) => resolver.resolve6(name),
  CNAME: (resolver, name) => resolver.resolveCname(name),
  NS: (resolver, name) => resolver.resolveNs(name),
  PTR: (resolver, name) => resolver.resolvePtr(name),
  MX: async (resolver, name) =>
    (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange || '.'}`),
  SRV: async (resolver, name) =>
    (await resolver.resolveSrv(name)).map(
      ({ priority, weight, port, name: target }) => `${priority} ${weight} ${port} ${target || '.'}`,
    ),
  TXT: async (resolver, name) => (await resolver.resolveTxt(name)).map((strings) => strings.map(quoted).join(' ')),
};

export const canBeAsked = (type: string): boolean => type in askings;

/** The name server did not answer, or with an error of its own. */
export class NoAnswer extends Error {}

const NOT_THERE = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * What a name server says of one name and type; nothing where it says that there is none.
 * @throws NoAnswer
 */
export async function askNameServer(
  { address, port }: NameServer,
  { name, type }: { name: string; type: string },
  signal: AbortSignal,
): Promise<string[]> {
  const resolver = new Resolver({ timeout: PATIENCE_MS, tries: 1 });
  resolver.setServers([`${address.includes(':') ? `[${address}]` : address}:${port}`]);
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const said = await askings[type]!(resolver, name);
    return said.map((content) => canonicalContent(type, content)).toSorted();
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (NOT_THERE.has(code)) return [];
    throw new NoAnswer(code === 'ETIMEOUT' ? `no answer within ${PATIENCE_MS / 1000} s` : code);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
