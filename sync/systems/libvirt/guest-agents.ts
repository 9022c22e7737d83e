import { setTimeout as pause } from 'node:timers/promises';
import ipaddr from 'ipaddr.js';
import type { OpenHost } from './open-host.ts';
import { addressSource, guestInfo } from './rpc/flags.ts';
import { LibvirtError } from './rpc/libvirt-error.ts';
import type { Domain } from './rpc/objects.ts';
import { byField } from './rpc/typed-parameters.ts';

/** What the agent in a guest says. */
export interface GuestWord {
  /** By hardware address. */
  addresses: ReadonlyMap<string, readonly string[]>;
  hostname: string | undefined;
  os: string | undefined;
}

const REMEMBERED_MS = 60 * 60 * 1000;
/** All agents of a host together: what they say is worth no more waiting. */
const PATIENCE_MS = 5_000;

/**
 * What agents said last, by domain and start. An agent that is busy for once would otherwise take its machine's addresses and links away, and bring
 * them back a minute later.
 */
const remembered = new Map<string, { word: GuestWord; at: number }>();

/**
 * Asks agents over a connection of its own, opened with the first question: they are as slow as their guests, and calls of one connection
 * wait for each other. Nothing that they do is an error of the host.
 */
export class GuestAgents {
  readonly #open: () => Promise<OpenHost>;
  readonly #realm: string;
  readonly #until: number;
  #opened: Promise<OpenHost> | undefined;

  /** @param realm what tells domains of one source from those of others */
  constructor(realm: string, open: () => Promise<OpenHost>, patienceMs = PATIENCE_MS) {
    this.#realm = realm;
    this.#open = open;
    this.#until = Date.now() + patienceMs;
  }

  /** Never rejects. undefined: nothing is known. */
  async ask(domain: Domain): Promise<GuestWord | undefined> {
    const key = `${this.#realm} ${domain.uuid} ${domain.id}`;
    if (Date.now() < this.#until) {
      const asked = this.#asked(domain).catch(() => undefined);
      const word = await Promise.race([asked, pause(this.#until - Date.now(), undefined, { ref: false })]);
      if (word) {
        forgetOld();
        remembered.delete(key);
        remembered.set(key, { word, at: Date.now() });
        return word;
      }
    }
    return remembered.get(key)?.word;
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    await opened?.close();
  }

  async #asked(domain: Domain): Promise<GuestWord> {
    this.#opened ??= this.#open();
    const { session } = await this.#opened;
    const timeoutMs = Math.max(1, this.#until - Date.now());
    const [interfaces, info] = await Promise.all([
      session.call('domainInterfaceAddresses', { domain, source: addressSource.agent, flags: 0 }, { timeoutMs }),
      // Known since libvirt 5.7.
      session
        .call('domainGetGuestInfo', { domain, types: guestInfo.os | guestInfo.hostname, flags: 0 }, { timeoutMs })
        .catch((error: unknown) => {
          if (error instanceof LibvirtError) return [];
          throw error;
        }),
    ]);
    const said = byField(info);
    const text = (field: string) => {
      const value = said.get(field);
      return typeof value === 'string' && value !== '' ? value : undefined;
    };
    const addresses = interfaces.flatMap(({ mac, addresses: some }) =>
      mac === undefined ? [] : [[mac.toLowerCase(), some.map(({ address }) => address).filter(isOfNetwork)] as const],
    );
    return { addresses: joined(addresses), hostname: text('hostname'), os: text('os.pretty-name') ?? text('os.name') };
  }
}

/** Bridges and bonds of a guest have the hardware address of one of their ports. */
function joined(pairs: readonly (readonly [string, readonly string[]])[]): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const [mac, some] of pairs) all.set(mac, [...(all.get(mac) ?? []), ...some]);
  return all;
}

/** An address of its own link or of itself is found by nobody. */
const isOfNetwork = (address: string) =>
  ipaddr.isValid(address) && !['loopback', 'linkLocal', 'unspecified'].includes(ipaddr.parse(address).range());

function forgetOld(): void {
  const oldest = Date.now() - REMEMBERED_MS;
  for (const [key, { at }] of remembered) {
    // In the order in which they were said.
    if (at >= oldest) break;
    remembered.delete(key);
  }
}
