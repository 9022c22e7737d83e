import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { parseNameServer } from '../../../contract/systems/name-server.ts';
import type { AddressPolicy } from '../../../runtime/http/address-policy.ts';
import { literalRefusal } from '../../../runtime/http/guarded-lookup.ts';

/** A name server that may be asked: `address` is what is sent to. */
export interface NameServer {
  /** As it is called in what is told. */
  label: string;
  address: string;
  port: number;
}

const PATIENCE_MS = 2000;

/**
 * Name servers by what people or the provider call them. Addresses are judged before anything is sent to them.
 * @returns also a line for those that cannot be asked, by the reason
 */
export async function findNameServers(
  named: readonly string[],
  policy: AddressPolicy,
): Promise<{ servers: NameServer[]; lines: string[] }> {
  const servers: NameServer[] = [];
  const reasons = new Map<string, string[]>();
  await Promise.all(
    named.map(async (label) => {
      const found = await addressOf(label, policy);
      if (typeof found === 'string') reasons.set(found, [...(reasons.get(found) ?? []), label]);
      else servers.push(found);
    }),
  );
  const order = (label: string) => named.indexOf(label);
  return {
    servers: servers.sort((a, b) => order(a.label) - order(b.label)),
    lines: [...reasons].map(([reason, labels]) => `ns ${labels.toSorted().join(', ')}: ${reason}`).toSorted(),
  };
}

/** The server, or why it is not asked. */
async function addressOf(label: string, policy: AddressPolicy): Promise<NameServer | string> {
  const place = parseNameServer(label);
  if (!place) return 'is no name server';
  const { host, port } = place;
  if (isIP(host) !== 0) return literalRefusal(policy, host)?.message ?? { label, address: host, port };
  const late = new Promise<never>((_, fail) => {
    setTimeout(() => fail(new Error(`no address of it within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS).unref();
  });
  try {
    const addresses = await Promise.race([lookup(host, { all: true }), late]);
    const verdicts = addresses.map(({ address }) => ({ address, verdict: policy.permits(address) }));
    const permitted = verdicts.find(({ verdict }) => verdict.ok);
    if (permitted) return { label, address: permitted.address, port };
    const reasons = verdicts.flatMap(({ verdict }) => (verdict.ok ? [] : [verdict.reason]));
    return reasons.join('; ') || 'no address';
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === undefined ? message : `address not known (${code})`;
  }
}
