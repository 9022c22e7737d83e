import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { contentsOf, type RecordSetImage } from '../../../contract/plans/record-set-image.ts';
import type { RecordSetChange, StepOf } from '../../../contract/plans/steps.ts';
import type { Verdict } from '../../../contract/plans/verdict.ts';
import type { DnsImage } from '../dns/write-record-sets.ts';
import type { Looked, PulledSource, Row, System, SystemStep, Told } from '../system.ts';
import { PullRecord, withTools } from './pull-all.ts';
import { type Keeps, Random, randomContents, randomFields, randomSet, randomTypes } from './random-record-sets.ts';

export type WriteFault = 'after-apply' | 'after-apply-reset' | '500' | '429' | 'reset' | 'cut' | 'garbage';

/** A provider that runs, with one zone that is empty but for what comes with it. */
export interface DnsOutside {
  system: System;
  source: PulledSource;
  zone: { key: string; name: string };
  keeps: Keeps;
  /** All of the zone in the provider's own words and in a settled order, without ids and times of records. */
  dump(): Promise<unknown[]>;
  /** Somebody else gives a set these values. */
  foreign(name: string, type: string, contents: string[]): Promise<void>;
  /** Of writes alone, once. */
  fail(fault: WriteFault): void;
  heal(): void;
  /** Requests that change something, so far. */
  writes(): number;
  stop(): Promise<void>;
}

export type Step = StepOf<'dns.write-record-sets'>;
type Writing = SystemStep<'dns.write-record-sets', DnsImage>;

/** A set as plans know it: the columns of its row. */
export const imageOfRow = (row: Row<'record_sets'>): RecordSetImage => ({
  name: row.name,
  type: row.type,
  ttl: row.ttl,
  proxied: row.proxied,
  comment: row.comment,
  tags: row.recordTags,
  values: row.values,
});

export const plain = (
  name: string,
  contents: readonly string[],
  more: Partial<RecordSetImage> = {},
): RecordSetImage => ({
  name,
  type: 'A',
  ttl: 300,
  proxied: null,
  comment: null,
  tags: [],
  values: contents.map((content) => ({ content, ref: null })),
  ...more,
});

/** A step on its way, as the engine takes it. */
export class DnsWriter {
  readonly outside: DnsOutside;
  readonly writing: Writing;

  constructor(outside: DnsOutside) {
    this.outside = outside;
    this.writing = outside.system.steps!['dns.write-record-sets'] as unknown as Writing;
  }

  step(sets: readonly (Omit<RecordSetChange, 'id'> & { id?: string })[]): Step {
    const { source, zone, system } = this.outside;
    const target = {
      sourceId: source.id,
      sourceName: source.name,
      system: system.card.name,
      zoneKey: zone.key,
      zone: zone.name,
    };
    return { type: 'dns.write-record-sets', v: 1, target, sets: sets.map((set) => ({ id: null, ...set })) };
  }

  /** Everything goes through JSON on its way, as in the journal. */
  async read(step: Step): Promise<Looked<DnsImage>> {
    const looked = await withTools({}, new PullRecord(), (tools) =>
      this.writing.read(step, this.outside.source, tools),
    );
    return { ...looked, image: JSON.parse(JSON.stringify(looked.image)) as DnsImage };
  }

  write = (step: Step, found: DnsImage): Promise<string> =>
    withTools({}, new PullRecord(), (tools) => this.writing.write(step, found, this.outside.source, tools));

  classify = (step: Step, image: DnsImage): Verdict => this.writing.classify(step, image);

  invert = (step: Step, found: DnsImage, left: DnsImage | null): Step | null =>
    JSON.parse(JSON.stringify(this.writing.invert(step, found, left as DnsImage))) as Step | null;

  verify = (step: Step, left: DnsImage): Promise<string[]> =>
    withTools({}, new PullRecord(), (tools) => this.writing.verify!(step, left, this.outside.source, tools));

  /** Check, write, read again. */
  async apply(step: Step): Promise<{ found: DnsImage; left: DnsImage; heard: Told[]; answer: string }> {
    const { image: found } = await this.read(step);
    const before = this.classify(step, found);
    if (before.is !== 'before') throw new Error(`it was ${before.is}: ${before.foreign.join('; ')}`);
    const answer = await this.write(step, found);
    const { image: left, heard } = await this.read(step);
    const after = this.classify(step, left);
    if (after.is !== 'after') throw new Error(`it is ${after.is}: ${after.foreign.join('; ')}`);
    return { found, left, heard: heard(), answer };
  }

  /** Sets as plans know them. */
  async rows(sets: readonly { name: string; type: string }[]): Promise<Map<string, RecordSetImage>> {
    const none = sets.map(({ name, type }) => ({ before: plain(name, ['192.0.2.1'], { type }), after: null }));
    const { heard } = await this.read(this.step(none));
    const rows = heard().flatMap((one) => (one.type === 'page' ? (one.rows as Row<'record_sets'>[]) : []));
    return new Map(rows.map((row) => [`${row.name} ${row.type}`, imageOfRow(row)]));
  }
}

const LABELS = ['', '*', '_srv._tcp', 'xn--bcher-kva', 'a', 'b', 'c', 'd.e', 'with-a-long-name-0123456789'];
const SEEDS = [1, 2, 3, 4, 5, 6];

/** What plans rely on when they write DNS, the same of every provider. */
export function dnsWrites(name: string, start: () => Promise<DnsOutside>): void {
  describe(`writes to ${name}`, () => {
    let outside: DnsOutside;
    let writer: DnsWriter;
    beforeAll(async () => {
      outside = await start();
      writer = new DnsWriter(outside);
    });
    afterEach(() => outside.heal());
    afterAll(() => outside.stop());
    const named = (label: string) => (label === '' ? outside.zone.name : `${label}.${outside.zone.name}`);
    const create = (...sets: RecordSetImage[]) =>
      writer.apply(writer.step(sets.map((after) => ({ before: null, after }))));

    it.each(SEEDS)('brings about any sets, and then back exactly what was there (seed %i)', async (seed) => {
      const random = new Random(seed);
      const { keeps } = outside;
      const made = LABELS.filter(() => random.chance(0.8)).flatMap((label) =>
        randomTypes(random, keeps).map((type) =>
          randomSet(random, named(`${label}${label && '.'}s${seed}`), type, keeps),
        ),
      );
      const empty = await outside.dump();
      const creation = writer.step(made.map((after) => ({ before: null, after })));
      const created = await writer.apply(creation);
      const full = await outside.dump();
      expect(created.left.sets.map((set) => contentsOf(set!).toSorted())).toEqual(
        made.map((set) => contentsOf(set).toSorted()),
      );

      // Plans are made of columns.
      const columns = await writer.rows(made);
      const changes = [...columns.values()].flatMap((before): Omit<RecordSetChange, 'id'>[] => {
        if (random.chance(0.2)) {
          const into = before.type === 'CNAME' ? 'A' : 'CNAME';
          const alone = [...columns.values()].filter((other) => other.name === before.name).length === 1;
          const swapped = alone && random.chance(0.7) ? [{ before: null, after: randomSet(random, before.name, into, { ...keeps, own: false, disabled: false }) }] : []; // prettier-ignore
          return [{ before, after: null }, ...swapped];
        }
        const fields = randomFields(random, before.type, keeps);
        const changed = Object.fromEntries(Object.entries(fields).filter(() => random.chance(0.4)));
        const values = random.chance(0.6)
          ? randomContents(random, before.type).map((content) => ({ content, ref: null }))
          : before.values;
        return [{ before, after: { ...before, ...changed, ...honest({ ...before, ...changed }), values } }];
      });
      const step = writer.step(changes);
      const sent = outside.writes();
      const { found, left } = await writer.apply(step);
      expect(outside.writes()).toBe(sent + 1);
      for (const [place, { after }] of changes.entries()) {
        const now = left.sets[place];
        if (after === null) expect(now).toBeNull();
        else expect(contentsOf(now!).toSorted()).toEqual(contentsOf(after).toSorted());
      }
      // It is so already: there is nothing to do.
      expect(await writer.write(step, left)).toBe('nothing to write');

      const undone = await writer.apply(writer.invert(step, found, left)!);
      expect(await outside.dump()).toEqual(full);
      // And the undo can be undone, and all of it.
      const again = writer.invert(writer.invert(step, found, left)!, undone.found, undone.left)!;
      const redone = await writer.apply(again);
      await writer.apply(writer.invert(again, redone.found, redone.left)!);
      expect(await outside.dump()).toEqual(full);
      const { image } = await writer.read(creation);
      await writer.apply(writer.invert(creation, created.found, image)!);
      expect(await outside.dump()).toEqual(empty);
    });

    /** What is proxied has the automatic TTL. */
    const honest = ({ proxied, ttl }: RecordSetImage) => (proxied ? { ttl: null } : outside.keeps.automaticTtl ? {} : { ttl: ttl ?? 300 }); // prettier-ignore

    it('changes nothing at all where a part is refused, and says that nothing was done', async () => {
      const a = named('refused-a');
      const b = named('refused-b');
      await create(plain(a, ['198.51.100.1']), plain(b, ['198.51.100.2']));
      const before = await outside.dump();
      const columns = await writer.rows([
        { name: a, type: 'A' },
        { name: b, type: 'A' },
      ]);
      const step = writer.step([
        { before: columns.get(`${a} A`)!, after: plain(a, ['198.51.100.77']) },
        // An alias beside the address that stays.
        { before: null, after: plain(b, ['elsewhere.example.net'], { type: 'CNAME' }) },
      ]);
      const { image } = await writer.read(step);
      await expect(writer.write(step, image)).rejects.toMatchObject({ name: 'SystemError', type: 'permanent' });
      expect(await outside.dump()).toEqual(before);
      expect(writer.classify(step, (await writer.read(step)).image).is).toBe('before');
    });

    it('refuses what would leave a set without values, before anything is sent', async () => {
      const name = named('emptied');
      await create(plain(name, ['198.51.100.1']));
      const step = writer.step([{ before: plain(name, ['198.51.100.1']), after: plain(name, []) }]);
      const { image } = await writer.read(step);
      const sent = outside.writes();
      await expect(writer.write(step, image)).rejects.toThrow('no value left');
      expect(outside.writes()).toBe(sent);
    });

    it.each([
      ['after-apply', 'transient', 'after'],
      ['after-apply-reset', 'transient', 'after'],
      ['500', 'transient', 'before'],
      ['reset', 'transient', 'before'],
      ['429', 'rate-limited', 'before'],
      ['cut', undefined, undefined],
      ['garbage', undefined, undefined],
    ] as const)('sends once and tells what may have happened: %s', async (fault, type, is) => {
      const at = named(`fault-${fault}`);
      await create(plain(at, ['198.51.100.1']));
      const [before] = (await writer.rows([{ name: at, type: 'A' }])).values();
      const step = writer.step([
        { before: before!, after: { ...before!, values: plain('', ['198.51.100.2']).values } },
      ]);
      const { image } = await writer.read(step);
      const sent = outside.writes();
      outside.fail(fault);
      const failure: unknown = await writer.write(step, image).then(
        () => undefined,
        (error: unknown) => error,
      );
      outside.heal();
      expect(outside.writes()).toBe(sent + 1);
      const { is: now } = writer.classify(step, (await writer.read(step)).image);
      if (type === undefined) {
        // However the answer was spoiled: it is not said that nothing was done.
        if (failure !== undefined) expect(['transient', 'malformed']).toContain((failure as { type: string }).type);
        expect(now).toBe('after');
      } else {
        expect(failure).toMatchObject({ name: 'SystemError', type });
        expect(now).toBe(is);
      }
      // Nobody has looked since: the undo is right in both cases.
      const undo = writer.invert(step, image, null)!;
      const { image: seen } = await writer.read(undo);
      if (now === 'after') await writer.apply(undo);
      else expect(writer.classify(undo, seen)).toEqual({ is: 'after', foreign: [] });
    });

    it('sees what somebody else has written since', async () => {
      const name = named('foreign');
      const fine = named('not-foreign');
      await create(plain(name, ['203.0.113.7']), plain(fine, ['203.0.113.8']));
      const columns = await writer.rows([name, fine].map((one) => ({ name: one, type: 'A' })));
      const to = (one: string) => ({ ...columns.get(`${one} A`)!, values: plain('', ['198.51.100.1']).values });
      const step = writer.step([name, fine].map((one) => ({ before: columns.get(`${one} A`)!, after: to(one) })));
      await outside.foreign(name, 'A', ['203.0.113.9']);
      const { image } = await writer.read(step);
      expect(writer.classify(step, image)).toEqual({
        is: 'other',
        foreign: [`${name} A is 203.0.113.9, not 203.0.113.7`],
      });
      await outside.foreign(name, 'A', ['203.0.113.7']);
      const { found, left } = await writer.apply(step);

      // After the write, too; and then the undo shows it and stops.
      await outside.foreign(name, 'A', ['203.0.113.9']);
      const { image: seen } = await writer.read(step);
      expect(writer.classify(step, seen)).toEqual({
        is: 'other',
        foreign: [`${name} A is 203.0.113.9, not 198.51.100.1`],
      });
      for (const known of [left, seen, null]) {
        const undo = writer.invert(step, found, known)!;
        expect(writer.classify(undo, (await writer.read(undo)).image).is).toBe('other');
      }
      // A part as before, a part as after.
      await outside.foreign(name, 'A', ['203.0.113.7']);
      const { image: mixed } = await writer.read(step);
      expect(writer.classify(step, mixed)).toEqual({ is: 'mixed', foreign: [] });
      // Only what was written is brought back.
      expect(writer.invert(step, found, mixed)!.sets.map(({ after }) => after?.name)).toEqual([fine]);
      expect(writer.invert(step, found, found)).toBeNull();
    });

    it('tells the model what it has seen', async () => {
      const there = named('heard');
      const { heard } = await create(plain(there, ['198.51.100.1']));
      expect(heard).toMatchObject([
        {
          type: 'page',
          kind: 'record_sets',
          scope: outside.zone.key,
          rows: [{ name: there, contents: ['198.51.100.1'] }],
        },
      ]);
      const [before] = (await writer.rows([{ name: there, type: 'A' }])).values();
      const step = writer.step([{ before: before!, after: null }]);
      expect((await writer.apply(step)).heard).toMatchObject([
        { type: 'deleted', kind: 'record_sets', scope: outside.zone.key, keys: [`${outside.zone.key}/${there}/A`] },
      ]);
    });

    it('sees the same of one set and of many', async () => {
      const many = Array.from({ length: 12 }, (_, number) =>
        plain(named(`many-${number}`), ['198.51.100.1', '198.51.100.2']),
      );
      const { left } = await create(...many);
      for (const [place, set] of many.entries()) {
        const one = writer.step([{ before: null, after: set }]);
        expect((await writer.read(one)).image.sets).toEqual([left.sets[place]]);
      }
    });

    it('says no to a step that contradicts itself', async () => {
      const set = plain(named('twice'), ['198.51.100.1']);
      const twice = writer.step([
        { before: null, after: set },
        { before: null, after: { ...set, ttl: 60 } },
      ]);
      await expect(writer.read(twice)).rejects.toThrow('changed twice');
      const renamed = writer.step([{ before: set, after: { ...set, name: named('other') } }]);
      await expect(writer.read(renamed)).rejects.toThrow('two changes');
    });
  });
}
