import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { Probe } from '../../contract/plans/probe.ts';
import type { AddressPolicy } from '../../runtime/http/address-policy.ts';
import { literalRefusal } from '../../runtime/http/guarded-lookup.ts';

const PATIENCE_MS = 3000;
const AT_ONCE = 20;

export interface Probed {
  address: string;
  /** null: it answers as it should. */
  trouble: string | null;
  milliseconds: number;
}

/** Looks at every address once. Never throws for what an address does. */
export async function probeAll(
  addresses: readonly string[],
  probe: Probe,
  policy: AddressPolicy,
  signal: AbortSignal,
): Promise<Probed[]> {
  const found: Probed[] = [];
  const queue = [...new Set(addresses)];
  const worker = async () => {
    for (let address = queue.shift(); address !== undefined; address = queue.shift()) {
      const began = performance.now();
      const trouble = await probeAddress(address, probe, policy, signal);
      found.push({ address, trouble, milliseconds: Math.round(performance.now() - began) });
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, worker));
  signal.throwIfAborted();
  return found;
}

/** What several addresses have in common is told once, after all of them. */
export function troubleIn(found: readonly Probed[]): string | null {
  const byTrouble = new Map<string, string[]>();
  for (const { address, trouble } of found) {
    if (trouble === null) continue;
    // "connect ECONNREFUSED 192.0.2.1:443", "192.0.2.1 is a documentation address"
    const without = trouble
      .replaceAll(new RegExp(` ${address.replaceAll('.', '\\.')}:\\d+`, 'g'), '')
      .replaceAll(address, 'it');
    byTrouble.set(without, [...(byTrouble.get(without) ?? []), address]);
  }
  const told = [...byTrouble].map(([trouble, addresses]) => `${addresses.toSorted().join(', ')}: ${trouble}`);
  return told.length === 0 ? null : told.join('; ');
}

function probeAddress(
  address: string,
  probe: Probe,
  policy: AddressPolicy,
  signal: AbortSignal,
): Promise<string | null> {
  const refusal = literalRefusal(policy, address);
  if (refusal) return Promise.resolve(refusal.message);
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  return (probe.kind === 'tcp' ? tcp(address, probe, patience) : http(address, probe, patience)).catch(
    (error: Error) => (patience.aborted ? `no answer in ${PATIENCE_MS / 1000} s` : error.message),
  );
}

const tcp = (address: string, { port }: Probe, signal: AbortSignal): Promise<null> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, signal });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve(null);
    });
  });

/** The address is asked as if by its name: that is what will be asked for once it has moved. */
const http = (address: string, { kind, port, path = '/', host }: Probe, signal: AbortSignal): Promise<string | null> =>
  new Promise((resolve, reject) => {
    const send = kind === 'https' ? httpsRequest : httpRequest;
    const asked = send({
      host: address,
      port,
      path,
      method: 'GET',
      signal,
      headers: { ...(host ? { host } : {}), 'user-agent': 'switchyard' },
      ...(kind === 'https' && host ? { servername: host } : {}),
    });
    asked.once('error', reject);
    asked.once('response', (answer) => {
      answer.destroy();
      const status = answer.statusCode ?? 0;
      resolve(status >= 200 && status < 400 ? null : `answered ${status}`);
    });
    asked.end();
  });
