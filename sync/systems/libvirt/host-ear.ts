import type { PullTools, ScopeName } from '../system.ts';
import { dial } from './dial.ts';
import type { Place } from './domain-row.ts';
import { GuestAgents } from './guest-agents.ts';
import type { Host } from './hosts-of-source.ts';
import { type Named, readNamed, type Told } from './look-again.ts';
import { openHost } from './open-host.ts';
import { readLeases } from './leases.ts';
import type { EventKind, LibvirtEvent } from './rpc/events.ts';
import { ReconnectingSession } from './rpc/reconnecting.ts';
import type { Session } from './rpc/session.ts';

const CONNECT_MS = 10_000;
/** A start is several events: they are one look. */
const SETTLE_MS = 50;
/** Objects that wait to be looked at. Beyond, a listing of all is less work. */
const MOST_WAITING = 500;
/** What its agent does not say by then is for the next pull: the rest is to be in the model within a second. */
const AGENT_MS = 500;

/** Of these an object looks different afterwards. */
const kinds: readonly EventKind[] = [
  'domainLifecycle', 'domainReboot', 'domainAgentLifecycle', 'domainDeviceAdded', 'domainDeviceRemoved',
  'domainMetadataChange', 'storagePoolLifecycle', 'storagePoolRefresh', 'networkLifecycle',
]; // prettier-ignore

interface Ear {
  realm: string;
  group: string;
  tools: PullTools;
  hear: (heard: Told) => void;
  miss: (scopes: ScopeName[]) => void;
}

/** Hears one host. */
export class HostEar {
  readonly #host: Host;
  readonly #ear: Ear;
  readonly #kept: ReconnectingSession;
  readonly #waiting = new Map<string, Named>();
  /** Machines that went on to another host: it is that one's word whether they are. */
  readonly #movedOn = new Set<string>();
  #up: { session: Session; place: Place } | undefined;
  #looking: NodeJS.Timeout | undefined;

  constructor(host: Host, ear: Ear) {
    this.#host = host;
    this.#ear = ear;
    const { policy } = ear.tools;
    this.#kept = new ReconnectingSession({
      dial: async (signal) => dial(host, { policy, timeoutMs: CONNECT_MS, signal }),
      session: { uri: host.uri.remoteUri, readOnly: true, timeoutMs: CONNECT_MS },
      events: kinds,
      onEvent: (event) => this.#onEvent(event),
      onUp: async (session) => {
        const name = await session.call('connectGetHostname', {});
        this.#up = { session, place: { group: ear.group, host: name, hostKey: host.key } };
        this.#movedOn.clear();
        this.#missAll();
      },
      onDown: () => (this.#up = undefined),
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#looking);
    await this.#kept.close();
  }

  #missAll(): void {
    this.#waiting.clear();
    this.#ear.miss(scopesOf(this.#host));
  }

  #onEvent(event: LibvirtEvent): void {
    const named = namedBy(event);
    if (!named) return;
    if (event.kind === 'domainLifecycle') this.#noteMove(event);
    // A pool that starts, stops or is read again has other volumes.
    if (named.kind === 'storage_pools') this.#ear.miss([{ kind: 'volumes', scope: this.#host.key }]);
    this.#waiting.set(`${named.kind} ${named.kind === 'virtual_machines' ? named.uuid : named.name}`, named);
    if (this.#waiting.size > MOST_WAITING) this.#missAll();
    this.#looking ??= setTimeout(() => {
      this.#looking = undefined;
      void this.#look();
    }, SETTLE_MS);
  }

  #noteMove({ event, detail, domain: { uuid } }: Extract<LibvirtEvent, { kind: 'domainLifecycle' }>): void {
    if (event === 'stopped' && detail === STOPPED_MIGRATED) this.#movedOn.add(uuid);
    else if (event === 'started' || event === 'defined') this.#movedOn.delete(uuid);
  }

  /** Looks at each thing that waits. What cannot be read now is asked for as a whole. */
  async #look(): Promise<void> {
    const things = [...this.#waiting.values()];
    this.#waiting.clear();
    // Without a session everything is missed once there is one.
    if (!this.#up) return;
    const { session, place } = this.#up;
    const { realm, tools, hear, miss } = this.#ear;
    const agents = new GuestAgents(
      realm,
      () => openHost(this.#host, tools, tools.signal, { readOnly: false }),
      AGENT_MS,
    );
    const observedAt = new Date();
    const leases = readLeases({ session });
    // Whoever waits for them hears of it.
    leases.catch(() => undefined);
    await Promise.all(
      things.map(async (thing) => {
        try {
          const told = await readNamed(thing, { observedAt, session, place, agents, leases });
          if (told.type !== 'deleted' || !this.#movedOn.has(thing.uuid)) hear(told);
        } catch {
          miss([{ kind: thing.kind, scope: this.#host.key }]);
        }
      }),
    );
    await agents.close();
  }
}

/** VIR_DOMAIN_EVENT_STOPPED_MIGRATED */
const STOPPED_MIGRATED = 3;

const scopesOf = ({ key }: Host): ScopeName[] =>
  (['hosts', 'virtual_machines', 'storage_pools', 'volumes', 'networks'] as const).map((kind) => ({
    kind,
    scope: key,
  }));

function namedBy(event: LibvirtEvent): Named | undefined {
  if ('domain' in event) return { kind: 'virtual_machines', ...event.domain };
  if ('pool' in event) return { kind: 'storage_pools', ...event.pool };
  if ('network' in event) return { kind: 'networks', ...event.network };
  return undefined;
}
