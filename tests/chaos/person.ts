import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordType } from '../../lab/world/cloudflare-schema.ts';
import type { Plan } from '../faults/plan-panel.ts';
import type { Group, Place } from './place.ts';
import type { Random } from './random.ts';

const OPERATIONS = { plan: 52, give: 5, undo: 14, pause: 4, again: 8, decide: 6, look: 6 } as const;
const ACTIONS = { edit: 44, many: 18, flip: 12, create: 10, delete: 8, purge: 8 } as const;
/** States from which nothing goes on by itself. */
const AT_REST = ['applied', 'failed', 'partly_applied', 'needs_person', 'paused', 'expired', 'cancelled', 'undone'];

interface Planned {
  action: string;
  params: Record<string, unknown>;
  where: string;
}
interface Found {
  id: string;
  name: string;
  type: string;
}

/** Somebody who plans in some zones, one thing after the other, without waiting for all of it to be over. */
export class Person {
  readonly #place: Place;
  readonly #group: Group;
  readonly #random: Random;
  readonly #plans: { id: string; where: string }[] = [];

  constructor(place: Place, group: Group, random: Random) {
    this.#place = place;
    this.#group = group;
    this.#random = random;
  }

  async work(): Promise<void> {
    while (this.#place.operations.goesOn) await this.#one();
  }

  /** What waits for a word gets one, or not; what was paused goes on. */
  async tidyUp(): Promise<void> {
    for (const state of ['paused', 'needs_person'])
      for (const plan of await this.#known(state))
        if (state === 'paused' || this.#random.chance(0.5)) await this.#goOn(plan);
  }

  async #one(): Promise<void> {
    switch (this.#random.weighted(OPERATIONS)) {
      case 'give':
        return this.#plan('cancel');
      case 'undo':
        return this.#with(['applied', 'partly_applied', 'applying', 'paused', 'needs_person'], (plan) =>
          this.#undo(plan),
        );
      case 'pause':
        return this.#with(['applying'], (plan) => this.#say(plan, 'pause'));
      case 'again':
        return this.#with(['paused', 'failed', 'partly_applied'], (plan) => this.#goOn(plan));
      case 'decide':
        return this.#with(['needs_person'], (plan) => this.#goOn(plan));
      case 'look':
        return this.#pull();
      default:
        return this.#plan('apply');
    }
  }

  /** One of the latest plans in such a state; if there is none, another one is made. */
  async #with(states: string[], work: (plan: Plan) => Promise<void>): Promise<void> {
    const found = (await Promise.all(states.map((state) => this.#known(state)))).flat();
    return found.length ? work(this.#random.pick(found)) : this.#plan('apply');
  }

  async #known(state: string): Promise<Plan[]> {
    const ids = this.#plans.slice(-30).map(({ id }) => id);
    if (!ids.length) return [];
    const { said } = await this.#place.ask<{ items: Plan[] }>(
      'GET',
      `/plans?state=${state}&id=${ids.join(',')}&limit=100`,
    );
    return said.items ?? [];
  }

  async #plan(then: 'apply' | 'cancel'): Promise<void> {
    const planned = await this.#planned(this.#random.weighted(ACTIONS));
    if (!planned) return this.#pull();
    const { action, params, where } = planned;
    const { said, words } = await this.#place.ask<Plan>('POST', '/plans', { action, params, reason: 'chaos' });
    this.#place.operations.note(
      'plan',
      where,
      `${action} ${short(params)} → ${said.number ? `plan ${said.number}` : words}`,
    );
    if (!said.id) return;
    this.#plans.push({ id: said.id, where });
    if (then === 'cancel') return this.#say(said, 'cancel');
    if ((await this.#rests(said.id, ['proposed'])) !== 'proposed') return;
    await this.#say(said, 'apply', { override: this.#random.chance(0.3) });
    if (this.#random.chance(0.7)) await this.#rests(said.id);
  }

  async #undo(plan: Plan): Promise<void> {
    const { said, words } = await this.#place.ask<Plan>('POST', `/plans/${plan.id}/undo`);
    this.#place.operations.note('undo', this.#where(plan), `plan ${plan.number}, ${plan.state} → ${said.number ? `plan ${said.number}` : words}`); // prettier-ignore
    if (!said.id) return;
    this.#plans.push({ id: said.id, where: this.#where(plan) });
    if (this.#random.chance(0.7)) await this.#rests(said.id);
  }

  /** Applies what stopped, with a word on each step that waits for one. */
  async #goOn(plan: Plan): Promise<void> {
    const steps = await this.#place.ask<{ items: { n: number; state: string }[] }>(
      'GET',
      `/plans/${plan.id}/steps?limit=100`,
    );
    const decisions = Object.fromEntries(
      (steps.said.items ?? []).flatMap(({ n, state }) =>
        state === 'unsure' ? [[n, this.#random.pick(['done', 'again', 'skip'])]] : [],
      ),
    );
    await this.#say(plan, 'apply', { decisions });
    if (this.#random.chance(0.7)) await this.#rests(plan.id);
  }

  async #say(plan: Plan, act: 'apply' | 'cancel' | 'pause', body: Record<string, unknown> = {}): Promise<void> {
    const { words } = await this.#place.ask('POST', `/plans/${plan.id}/${act}`, body);
    this.#place.operations.note(act, this.#where(plan), `plan ${plan.number} ${short(body)} → ${words}`);
  }

  #where({ id }: Plan): string {
    return this.#plans.find((one) => one.id === id)?.where ?? this.#group.name;
  }

  async #pull(): Promise<void> {
    const system =
      this.#random.chance(0.3) && this.#place.panel.powerdns
        ? 'powerdns'
        : `cloudflare-${this.#group.zones[0]!.account}`;
    const { id } = await this.#place.panel.one('sources', system);
    const { words } = await this.#place.ask('POST', `/sources/${id}/sync`);
    this.#place.operations.note('pull', system, words);
  }

  /** Waits for a while until nothing goes on by itself. */
  async #rests(id: string, also: string[] = []): Promise<string> {
    for (let patience = 300; patience > 0; patience -= 1) {
      const { said } = await this.#place.ask<Plan>('GET', `/plans/${id}`);
      if ([...AT_REST, ...also].includes(said.state)) return said.state;
      await sleep(60);
    }
    return 'still under way';
  }

  async #sets(zones: readonly string[]): Promise<Found[]> {
    const found = await Promise.all(
      zones.map((zone) => this.#place.ask<{ items: Found[] }>('GET', `/record-sets?zone=${zone}&limit=100`)),
    );
    return found.flatMap(({ said }) => said.items ?? []).filter(({ type }) => type !== 'NS' && type !== 'SOA');
  }

  /** Parameters of an action, at random; undefined: there is nothing that it could be done to. */
  async #planned(what: keyof typeof ACTIONS): Promise<Planned | undefined> {
    const zone = this.#random.pick(this.#group.zones);
    const sets = await this.#sets([zone.name]);
    if (!sets.length) return undefined;
    const some = this.#random.pick(sets);
    const onFailure = this.#random.pick(['stop', 'roll-back']);
    const ttl = this.#random.pick([60, 120, 300, 600]);
    switch (what) {
      case 'edit':
        return {
          action: 'dns.edit',
          where: zone.name,
          params: { recordSetId: some.id, contents: this.#values(some.type), ttl },
        };
      case 'many': {
        const all = await this.#sets(this.#group.zones.map(({ name }) => name));
        const recordSetIds = all.filter(() => this.#random.chance(0.4)).map(({ id }) => id);
        if (!recordSetIds.length) return undefined;
        return { action: 'dns.lower-ttl', where: this.#all(), params: { recordSetIds, ttl, onFailure } };
      }
      case 'flip': {
        const [from, to] = this.#random.chance(0.5) ? ['side-a', 'side-b'] : ['side-b', 'side-a'];
        const all = await this.#sets(this.#group.zones.map(({ name }) => name));
        return {
          action: 'dns.flip',
          where: this.#all(),
          params: {
            recordSetIds: all.filter(({ name }) => /^(www|shop)\./.test(name)).map(({ id }) => id),
            fromLoadBalancerId: (await this.#place.panel.one('load-balancers', from!)).id,
            toLoadBalancerId: (await this.#place.panel.one('load-balancers', to!)).id,
            onFailure,
          },
        };
      }
      case 'create': {
        const name = `fresh-${this.#random.between(0, 2)}`;
        const { id } = await this.#place.panel.one('zones', zone.name);
        return {
          action: 'dns.create',
          where: zone.name,
          params: { zoneId: id, name, type: 'A', contents: this.#values('A'), ttl },
        };
      }
      case 'delete':
        return { action: 'dns.delete', where: zone.name, params: { recordSetIds: [some.id], onFailure } };
      case 'purge': {
        const where = this.#group.zones[0]!.name;
        const { id } = await this.#place.panel.one('zones', where);
        return { action: 'cache.purge', where, params: { zoneId: id, hosts: [`www.${where}`] } };
      }
    }
  }

  #all = () => this.#group.zones.map(({ name }) => name).join(' ');
  #values = (type: string) => randomValues(this.#random, type as RecordType);
}

/** One to three of a type. */
export function randomValues(random: Random, type: RecordType): string[] {
  const one = () => {
    if (type === 'A') return `192.0.2.${random.between(1, 250)}`;
    if (type === 'AAAA') return `2001:db8::${random.between(1, 250).toString(16)}`;
    return type === 'CNAME' ? `host-${random.between(1, 50)}.elsewhere.example` : `"word ${random.between(1, 1000)}"`;
  };
  const many = type === 'CNAME' ? 1 : random.between(1, 3);
  return [...new Set(Array.from({ length: many }, one))];
}

const short = (params: Record<string, unknown>) =>
  JSON.stringify(params, (_, value: unknown) =>
    Array.isArray(value) && value.length > 3 ? `${value.length} of them` : value,
  );
