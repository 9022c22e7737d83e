import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultSettings } from '../../lab/fault-kinds.ts';
import type { RecordType } from '../../lab/world/cloudflare-schema.ts';
import type { ZoneOfTest } from '../faults/dns-outside.ts';
import { randomValues } from './person.ts';
import type { Place } from './place.ts';
import type { Random } from './random.ts';
import { WORKERS } from './workers.ts';

const TROUBLES = { fault: 46, foreign: 28, kill: 16, stall: 10 } as const;

const FAULTS: readonly FaultSettings['what'][] = [
  { how: '429', retryAfter: 1 },
  { how: '429' },
  { how: '500', status: 500 },
  { how: '500', status: 502 },
  { how: 'reset' },
  { how: 'cut' },
  { how: 'garbage' },
  { how: 'hang' },
  { how: 'slow', ms: 1500 },
  { how: 'after-apply', with: '500' },
  { how: 'after-apply', with: 'hang' },
  { how: 'after-apply', with: 'reset' },
];
const WRITES = { cloudflare: 'POST /zones/:id/dns_records/batch', powerdns: 'PATCH /zones/:id' } as const;
const FOREIGN: readonly [name: string, type: RecordType][] = [
  ['www', 'A'],
  ['note', 'TXT'],
  ['shop', 'CNAME'],
  ['fresh-0', 'A'],
];

/** What happens to everybody: providers fail, somebody else writes, workers die or stand still. */
export class Trouble {
  readonly #place: Place;
  readonly #random: Random;

  constructor(place: Place, random: Random) {
    this.#place = place;
    this.#random = random;
  }

  async make(): Promise<void> {
    while (this.#place.operations.goesOn) {
      await this.#one();
      // As much of it as there is of all else, however fast that goes.
      const next = this.#place.operations.count + this.#random.between(3, 6);
      while (this.#place.operations.goesOn && this.#place.operations.count < next) await sleep(20);
    }
  }

  async #one(): Promise<void> {
    switch (this.#random.weighted(TROUBLES)) {
      case 'foreign':
        return this.#foreign();
      case 'kill':
        return this.#ofWorker('kill', (worker) => this.#place.workers.kill(worker));
      case 'stall': {
        const ms = this.#random.between(1000, 6000);
        return this.#ofWorker('stall', (worker) => this.#place.workers.stall(worker, ms));
      }
      default:
        return this.#fault();
    }
  }

  /** More often than not while writes are under way: they are slow for a moment. */
  async #ofWorker(kind: 'kill' | 'stall', happen: (worker: number) => boolean | Promise<boolean>): Promise<void> {
    const worker = this.#random.between(0, WORKERS - 1);
    const slow = this.#random.chance(0.7);
    if (slow) {
      for (const [service, operation] of Object.entries(WRITES) as [ZoneOfTest['at'], string][])
        this.#place.panel.lab.faults.add({ service, operation, times: 4, what: { how: 'slow', ms: 1500 } });
      await sleep(this.#random.between(200, 1200));
    }
    if (await happen(worker))
      this.#place.operations.note(kind, 'all', `worker ${worker}${slow ? ', while writes are slow' : ''}`);
  }

  #fault(): void {
    const zone = this.#random.pick(this.#place.groups.flatMap(({ zones }) => zones));
    const what = this.#random.pick(FAULTS);
    const times = this.#random.between(1, 2);
    const aimed = this.#random.chance(0.7);
    const operation = this.#random.chance(0.6) ? WRITES[zone.at] : undefined;
    this.#place.panel.lab.faults.add({
      service: zone.at,
      what,
      times,
      operation,
      ...(aimed ? { zone: zone.name } : {}),
    });
    this.#place.operations.note(
      'fault',
      aimed ? zone.name : 'all',
      `${JSON.stringify(what)} × ${times} at ${operation ?? 'anything'}`,
    );
  }

  async #foreign(): Promise<void> {
    const zone = this.#random.pick(this.#place.groups.flatMap(({ zones }) => zones));
    const [name, type] = this.#random.pick(FOREIGN);
    const values = this.#random.chance(0.15) ? [] : randomValues(this.#random, type);
    const dotted = values.map((value) => (type === 'CNAME' && zone.at === 'powerdns' ? `${value}.` : value));
    const from = Date.now();
    const failed = await this.#place.outside
      .get(zone.name)!
      .write(name, type, dotted, 77)
      .catch((error: Error) => error);
    this.#place.operations.note(
      'foreign',
      zone.name,
      `${name} ${type} = ${values.join(', ') || 'nothing'}${failed ? ` → ${failed.message}` : ''}`,
    );
    if (failed) return;
    const set = `${name}.${zone.name} ${type}`;
    this.#place.foreign.push({
      zone: zone.name,
      set,
      lines: values.map((value) => `${value} 77`).toSorted(),
      from,
      to: Date.now(),
    });
  }
}
