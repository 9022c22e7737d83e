import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { kindNamed } from '../../../contract/kinds/all.ts';
import { pulledVolatileFields, steadyFields } from '../../../contract/kinds/kind.ts';
import { type ErrorType, SystemError } from '../errors.ts';
import type { PulledSource } from '../system.ts';
import { checkWith, pullAll, type PullOptions, type PullRecord } from './pull-all.ts';
import { expectedScopes } from './expected-scopes.ts';
import type { Fault, StandIn, Traits } from './stand-in.ts';

/** What the engine relies on, asked of every system. A system runs it in a test file of its own with its stand-in. */
export function conformance(name: string, traits: Traits, start: () => Promise<StandIn>): void {
  describe(`${name} conforms`, () => {
    let standIn: StandIn;
    const pull = (options?: PullOptions, source: PulledSource = standIn.source) =>
      pullAll(standIn.system, source, options);
    const listedRows = (record: PullRecord) => record.rows(standIn.listed.kind, standIn.listed.scope);
    /** All but the one that faults are aimed at, and those that a broken connection takes with it. */
    const othersAreComplete = (record: PullRecord, breaks = false) => {
      const others = record
        .ends()
        .filter((end) => end !== record.end(standIn.listed) && !(breaks && standIn.breaksWith?.(end)));
      expect(others.length).toBeGreaterThan(0);
      expect(others.filter((end) => !end.complete)).toEqual([]);
    };

    const shows = (how: Fault['how']) => !traits.cannot?.includes(how);
    /** Nothing is told of what nobody was let into. */
    const expectRefusal = (record: PullRecord, trouble: { type: ErrorType; message?: unknown }) => {
      if (!standIn.system.card.partsApart) {
        expect(record.error).toBeInstanceOf(SystemError);
        expect(record.error).toMatchObject(trouble);
        expect(record.items).toEqual([]);
        return;
      }
      expect(record.error).toBeUndefined();
      expect([...record.ofType('page'), ...record.ofType('deleted')]).toEqual([]);
      expect(record.ends().length).toBeGreaterThan(0);
      for (const end of record.ends()) {
        expect(end).toMatchObject({ complete: false, error: trouble });
        expect(end.error).toBeInstanceOf(SystemError);
      }
    };

    beforeAll(async () => {
      standIn = await start();
    });
    afterEach(() => standIn.heal());
    afterAll(() => standIn?.stop());

    it('says whose credentials they are, then which scopes there are, and lists each to its end', async () => {
      const record = await pull();
      expect(record.error).toBeUndefined();
      expect(record.items[0]).toMatchObject({ type: 'account', account: expect.stringMatching(/./) });
      const expected = expectedScopes(standIn.system, record);
      expect(new Set(expected.map(({ kind }) => kind))).toEqual(new Set(standIn.system.card.provides));
      for (const scope of expected) expect([scope, record.end(scope)?.complete]).toEqual([scope, true]);
      expect(record.ends()).toHaveLength(expected.length);
      expect(listedRows(record).length).toBeGreaterThan(0);
    });

    it('tells rows that fit their kind, each key once, with what the provider said', async () => {
      const record = await pull();
      for (const page of record.ofType('page')) {
        const kind = kindNamed(page.kind);
        const fields = [...steadyFields(kind), ...pulledVolatileFields(kind)];
        expect(page.observedAt.getTime()).toBeLessThanOrEqual(Date.now());
        for (const row of page.rows as unknown as Record<string, unknown>[]) {
          const wrong = fields.filter((field) => !kind.fields[field]?.schema.safeParse(row[field]).success);
          expect([row['key'], wrong]).toEqual([row['key'], []]);
          expect(Object.keys(row).toSorted()).toEqual([...fields, 'key', 'raw'].toSorted());
          expect(JSON.parse(JSON.stringify(row['raw']))).toEqual(row['raw']);
          expect(Object.keys(row['raw'] as object).length).toBeGreaterThan(0);
        }
      }
      for (const kind of standIn.system.card.provides) {
        const keys = record.rows(kind).map(({ key }) => key);
        expect(keys).toHaveLength(new Set(keys).size);
      }
    });

    it('tells the same rows when nothing has changed, in whatever order the provider lists them', async () => {
      const texts = (record: PullRecord) =>
        standIn.system.card.provides.flatMap((kind) => record.rows(kind).map((row) => JSON.stringify(row)));
      const before = await pull();
      await standIn.reorder();
      const after = await pull();
      const known = new Set(texts(before));
      expect(texts(after)).toHaveLength(known.size);
      expect(texts(after).find((text) => !known.has(text))).toBeUndefined();
      expect(after.rows(standIn.listed.kind).map(({ key }) => key)).not.toEqual(
        before.rows(standIn.listed.kind).map(({ key }) => key),
      );
    });

    it('takes a turn in its budget for each request', async () => {
      const before = standIn.requests();
      const record = await pull();
      expect(record.turns).toHaveLength(standIn.requests() - before);
    });

    it('lists only what it was asked for', async () => {
      const whole = await pull();
      const before = standIn.requests();
      const record = await pull({ scopes: [standIn.listed] });
      expect(record.error).toBeUndefined();
      expect(record.ofType('scopes')).toEqual([]);
      expect(record.ends().map(({ kind, scope, complete }) => ({ kind, scope, complete }))).toEqual([
        { ...standIn.listed, complete: true },
      ]);
      expect(record.ofType('account')).toEqual(whole.ofType('account'));
      expect(listedRows(record)).toEqual(listedRows(whole));
      expect(standIn.requests() - before).toBeLessThan(whole.turns.length);
    });

    it('ends the scope that it was asked for and that does not exist with an error', async () => {
      const missing = { kind: standIn.listed.kind, scope: 'no-such-place-1' };
      const record = await pull({ scopes: [missing] });
      expect(record.ofType('page')).toEqual([]);
      expect(record.ends().every(({ complete }) => !complete)).toBe(true);
      expect(record.troubles()[0]).toBeInstanceOf(SystemError);
    });

    it('calls an empty listing complete', async () => {
      standIn.fail({ how: 'empty' });
      const record = await pull();
      expect(record.error).toBeUndefined();
      expect(listedRows(record)).toEqual([]);
      expect(record.end(standIn.listed)?.complete).toBe(true);
      othersAreComplete(record);
    });

    it('tells a row once that the provider lists twice', async () => {
      const whole = await pull();
      standIn.fail({ how: 'duplicate' });
      const record = await pull();
      const keys = listedRows(record).map(({ key }) => key);
      expect(keys).toHaveLength(new Set(keys).size);
      expect(keys.toSorted()).toEqual(
        listedRows(whole)
          .map(({ key }) => key)
          .toSorted(),
      );
    });

    it('reports a row that cannot be read, tells the others, and does not call the scope complete', async () => {
      const whole = await pull();
      standIn.fail({ how: 'malformed' });
      const record = await pull();
      expect(record.error).toBeUndefined();
      const malformed = record.ofType('malformed').filter(({ scope }) => scope === standIn.listed.scope);
      expect(malformed.length).toBeGreaterThan(0);
      for (const { reason } of malformed) expect(reason).not.toBe('');
      expect(record.end(standIn.listed)).toMatchObject({ complete: false, error: { type: 'malformed' } });
      expect(listedRows(record).length).toBeGreaterThan(0);
      expect(listedRows(record).length).toBeLessThan(listedRows(whole).length);
      // What was told is true: a set that may lack a value is not told at all.
      const known = new Map(listedRows(whole).map((row) => [row.key, row]));
      for (const row of listedRows(record)) expect(row).toEqual(known.get(row.key));
      othersAreComplete(record);
    });

    if (traits.pages) {
      it('keeps what it saw before a page failed, and does not call the scope complete', async () => {
        const whole = await pull();
        standIn.fail({ how: 'half-page' });
        const record = await pull();
        expect(record.error).toBeUndefined();
        expect(record.end(standIn.listed)).toMatchObject({ complete: false, error: { type: 'transient' } });
        const known = new Map(listedRows(whole).map((row) => [row.key, row]));
        expect(listedRows(record).length).toBeGreaterThan(0);
        expect(listedRows(record).length).toBeLessThan(known.size);
        for (const row of listedRows(record)) expect(row).toEqual(known.get(row.key));
        othersAreComplete(record, true);
      });

      it(`${traits.counts ? 'sees by its count' : 'makes up no count for'} a listing that was capped in silence`, async () => {
        standIn.fail({ how: 'truncate' });
        const end = (await pull()).end(standIn.listed);
        if (traits.counts) expect(end).toMatchObject({ complete: false, error: { type: 'transient' } });
        else expect(end).not.toHaveProperty('count');
      });
    }

    it.each((['500', 'reset', 'cut', 'garbage'] as const).filter(shows))(
      'ends one scope incomplete when its listing meets %s',
      async (how) => {
        standIn.fail({ how });
        const record = await pull();
        expect(record.error).toBeUndefined();
        const type = how === 'garbage' ? 'malformed' : 'transient';
        expect(record.end(standIn.listed)).toMatchObject({ complete: false, error: { type } });
        expect(record.end(standIn.listed)?.error).toBeInstanceOf(SystemError);
        expect(listedRows(record)).toEqual([]);
        expect(record.ofType('deleted')).toEqual([]);
        othersAreComplete(record, how !== '500');
      },
    );

    it.runIf(shows('429')).each([[30], [undefined]])(
      'passes on that it was throttled, with Retry-After %s',
      async (retryAfter) => {
        standIn.fail({ how: '429', retryAfter });
        const record = await pull();
        const [trouble] = record.troubles();
        expect(trouble).toBeInstanceOf(SystemError);
        expect(trouble).toMatchObject({ type: 'rate-limited', retryAfter });
        expect(record.end(standIn.listed)).toMatchObject({ complete: false });
      },
    );

    it('tells nothing when the credentials are wrong, but that they are', async () => {
      expectRefusal(await pull({}, standIn.wrongSource), { type: 'auth' });
    });

    it.runIf(shows('revoke'))(
      'throws for credentials that are revoked while it pulls, and calls nothing complete after that',
      async () => {
        let revokedAt = -1;
        const record: PullRecord = await pull({
          onItem(item) {
            if (item.type !== 'end' || revokedAt >= 0) return;
            revokedAt = standIn.requests();
            standIn.fail({ how: 'revoke' });
          },
        });
        expect(record.error).toMatchObject({ type: 'auth' });
        const whole = standIn.system.card.provides.length;
        expect(record.ends().filter(({ complete }) => complete).length).toBeLessThan(whole * 2);
        expect(record.ends().some(({ complete }) => !complete)).toBe(true);
      },
    );

    if (traits.accounts) {
      it('never takes the rows of another account for those of this one', async () => {
        const [before] = (await pull()).ofType('account');
        standIn.fail({ how: 'other-account' });
        const record = await pull();
        const [after] = record.ofType('account');
        if (after) expect(after.account).not.toBe(before?.account);
        else expect(record.error).toMatchObject({ type: 'auth' });
      });
    }

    it('ends at once when it is cancelled while the provider keeps silent', async () => {
      standIn.fail({ how: 'hang' });
      const before = standIn.requests();
      const stop = new AbortController();
      const cancelled = new Error('cancelled by a person');
      const running = pull({ signal: stop.signal });
      while (standIn.requests() === before) await pause(5);
      stop.abort(cancelled);
      const record = await running;
      expect(record.error).toBe(cancelled);
      expect(record.end(standIn.listed)).toBeUndefined();
    });

    it('asks nothing more once its reader has stopped', async () => {
      const stop = new Error('enough');
      const record = await pull({
        onItem: ({ type }) => {
          if (type === 'page') throw stop;
        },
      });
      expect(record.error).toBe(stop);
      // What was under way may still be counted.
      await pause(100);
      const after = standIn.requests();
      await pause(100);
      expect(standIn.requests()).toBe(after);
    });

    it('waits for a person when the certificate cannot be trusted', async () => {
      const record = await pull({}, standIn.untrustedSource);
      expectRefusal(record, { type: 'permanent', message: expect.stringMatching(/certificate/i) });
    });

    it('connects to no address that the policy forbids', async () => {
      const before = standIn.requests();
      const record = await pull({ allow: [] });
      expectRefusal(record, { type: 'permanent', message: expect.stringMatching(/loopback/) });
      expect(standIn.requests()).toBe(before);
    });

    it('says its secrets to nobody, not even in errors', async () => {
      // A key of several lines is looked for by its lines.
      const secrets = [standIn.source, standIn.wrongSource]
        .flatMap((source) => Object.values(source.secrets))
        .flatMap((secret) => secret.split('\n'))
        .filter((line) => line !== '' && !line.startsWith('-----'));
      expect(secrets.length).toBeGreaterThan(0);
      expect(secrets.every((secret) => secret.length > 8)).toBe(true);
      const records = [await pull(), await pull({}, standIn.wrongSource), await pull({}, standIn.untrustedSource)];
      for (const how of (['500', 'garbage', 'reset', '429', 'revoke'] as const).filter(shows)) {
        standIn.fail({ how });
        records.push(await pull());
        standIn.heal();
      }
      const said = records.map(({ items, error }) =>
        inspect([items, error], {
          depth: Infinity,
          maxArrayLength: Infinity,
          maxStringLength: Infinity,
          showHidden: true,
        }),
      );
      for (const secret of secrets) expect(said.filter((text) => text.includes(secret))).toEqual([]);
    });

    it('says in its test of the connection what works', async () => {
      const check = await checkWith(standIn.system, standIn.source);
      expect(check.items.filter(({ ok }) => !ok)).toEqual([]);
      expect(check.ok).toBe(true);
      const [account] = (await pull()).ofType('account');
      expect(check.account).toBe(account?.account);
    });

    it('says in its test of the connection that the credentials are wrong', async () => {
      const check = await checkWith(standIn.system, standIn.wrongSource);
      expect(check).toMatchObject({ ok: false, account: null });
      expect(check.items.some(({ ok, detail }) => !ok && detail !== null)).toBe(true);
    });
  });
}
