import type { Progress } from '../../contract/api/events.ts';
import type { ScopeOutcome } from '../../contract/kinds/sync-runs.ts';
import { onceBack } from '../../model/away.ts';
import { openWorkspace } from '../../model/changes/workspace.ts';
import { inTransaction, type Pool } from '../../model/database.ts';
import { judgeFirst } from '../../model/findings/refresh.ts';
import { logFor } from '../../runtime/log.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { SystemError } from '../systems/errors.ts';
import type { Pulled, PulledSource, PullTools, ScopeName, System } from '../systems/system.ts';
import { settleAccount } from './account.ts';
import { commitScope, type ScopeListing } from './commit-scope.ts';
import { Intake } from './intake.ts';
import { closeRun, openRun, type RunResult, type Trigger } from './run-record.ts';
import { resultOf } from './run-result.ts';
import { failScope, releaseScopes, renewScopes, type ScopeLease, takeScope, titleOf } from './scope-lease.ts';
import { LeaseLost } from './trouble.ts';
import { holdVanishedScopes } from './vanished-scopes.ts';
import { isOfTheRows } from './what-fits.ts';

const log = logFor('sync');
const RENEW_MS = 30_000;

/** Said of a scope that another run is listing. */
export const TAKEN = 'another run is listing it';

export interface PullOrder {
  runId?: string;
  system: System;
  source: PulledSource;
  /** The account that the source had until now. */
  account: string | null;
  intervalSeconds: number;
  trigger: Trigger;
  requestedBy: string | null;
  scopes?: ScopeName[];
  tools: Omit<PullTools, 'signal'>;
  /** Ends the run: shutdown, or a lost lease of the due work. */
  signal: AbortSignal;
  onProgress?: (scopes: ScopeProgress[]) => void;
}

type ScopeProgress = Progress['scopes'][number];

/**
 * One pull of one source. Never throws for what the outside does: the result says how it ended, and the run is on record.
 * Holds no connection while it waits for the provider.
 */
export async function runPull(pool: Pool, order: PullOrder): Promise<RunResult & { runId: string }> {
  const runId = order.runId ?? uuidv7();
  const { startedAt, isFirst } = await openRun(pool, {
    id: runId,
    sourceId: order.source.id,
    trigger: order.trigger,
    requestedBy: order.requestedBy,
  });
  const pull = new Pull(pool, order, runId, startedAt);
  const result = await pull.run();
  await onceBack(() => closeRun(pool, runId, result));
  if (isFirst) await judgeForTheFirstTime(pool, runId);
  return { ...result, runId };
}

/** What a source's first pull brought in piece by piece is judged as a whole. */
async function judgeForTheFirstTime(pool: Pool, runId: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    await openWorkspace(client);
    if (await judgeFirst(client, runId)) await client.query(`SELECT pg_notify('changes', $1)`, [runId]);
  });
}

class Pull {
  private readonly open = new Map<string, ScopeListing>();
  /** Scopes that another run is listing: their pages are let go. */
  private readonly taken = new Set<string>();
  private readonly outcomes: ScopeOutcome[] = [];
  private readonly failures: unknown[] = [];
  private readonly shown = new Map<string, ScopeProgress>();
  private readonly abort = new AbortController();
  private readonly pool: Pool;
  private readonly order: PullOrder;
  private readonly runId: string;
  private readonly startedAt: Date;
  /** PostgreSQL's clock minus this machine's: what is observed is dated by one clock, whichever worker saw it. */
  private readonly clockOffset: number;
  private realm = '';

  constructor(pool: Pool, order: PullOrder, runId: string, startedAt: Date) {
    this.pool = pool;
    this.order = order;
    this.runId = runId;
    this.startedAt = startedAt;
    this.clockOffset = startedAt.getTime() - Date.now();
    this.realm = `${order.system.card.name}:${order.account ?? ''}`;
  }

  async run(): Promise<RunResult> {
    const signal = AbortSignal.any([this.order.signal, this.abort.signal]);
    const renewal = setInterval(() => void this.renew(), RENEW_MS);
    let failure: unknown = null;
    try {
      for await (const item of this.order.system.pull(
        this.order.source,
        { ...this.order.tools, signal },
        this.order.scopes,
      ))
        await this.take(item);
    } catch (error) {
      failure = error;
      log.warn({ source: this.order.source.name, runId: this.runId, err: error }, 'pull broke off');
    } finally {
      clearInterval(renewal);
    }
    await this.closeOpenScopes(failure);
    await onceBack(() => releaseScopes(this.pool, this.runId, null));
    return resultOf(this.outcomes, failure, this.failures);
  }

  private async take(item: Pulled): Promise<void> {
    if (this.abort.signal.aborted) throw this.abort.signal.reason;
    switch (item.type) {
      case 'account':
        await settleAccount(
          this.pool,
          { source: this.order.source, runId: this.runId },
          this.order.account,
          item.account,
        );
        this.realm = `${this.order.system.card.name}:${item.account}`;
        return;
      case 'scopes':
        return holdVanishedScopes(this.pool, { runId: this.runId, sourceId: this.order.source.id }, item);
      case 'page': {
        const listing = await this.listing(item.kind, item.scope, item.observedAt);
        if (!listing) return;
        await listing.intake.take(
          item.rows as unknown as Record<string, unknown>[],
          this.dated(item.observedAt),
          item.ifFree,
        );
        return this.progress(listing, false);
      }
      case 'deleted': {
        const listing = await this.listing(item.kind, item.scope);
        listing?.deleted.push({ keys: item.keys, observedAt: this.dated(new Date()) });
        return;
      }
      case 'malformed': {
        const listing = await this.listing(item.kind, item.scope);
        listing?.malformed.push({ key: item.key, reason: item.reason });
        log.warn({ source: this.order.source.name, ...item }, 'row could not be read');
        return;
      }
      case 'end': {
        const listing = await this.listing(item.kind, item.scope);
        if (!listing) return;
        listing.complete = item.complete;
        listing.count = item.count;
        listing.error = item.error?.message ?? null;
        return this.commit(item.kind, item.scope, listing, item.error);
      }
    }
  }

  private dated(observed: Date): Date {
    return new Date(observed.getTime() + this.clockOffset);
  }

  private async listing(kind: string, scope: string, observedAt?: Date): Promise<ScopeListing | undefined> {
    const name = `${kind} ${scope}`;
    const known = this.open.get(name);
    if (known) return known;
    if (this.taken.has(name)) return undefined;
    const lease = await takeScope(this.pool, { id: this.runId, source: this.order.source }, kind, scope);
    if (!lease) {
      this.taken.add(name);
      const title = await titleOf(this.pool, this.order.source.id, kind, scope);
      this.outcomes.push(nothingWritten({ kind, scope, title }, TAKEN));
      return undefined;
    }
    const intake = new Intake(this.pool, kind, { runId: this.runId, scopeId: lease.scopeId, realm: this.realm });
    const began = observedAt ? this.dated(observedAt) : this.startedAt;
    const listing: ScopeListing = {
      lease,
      intake,
      startedAt: began,
      deleted: [],
      malformed: [],
      complete: false,
      error: null,
    };
    this.open.set(name, listing);
    return listing;
  }

  private async commit(kind: string, scope: string, listing: ScopeListing, error: unknown): Promise<void> {
    this.open.delete(`${kind} ${scope}`);
    if (error) this.failures.push(error);
    const { realm, runId: id } = this;
    try {
      const { source, intervalSeconds } = this.order;
      this.outcomes.push(await commitScope(this.pool, { id, realm, sourceId: source.id, intervalSeconds }, listing));
    } catch (thrown) {
      if (!isOfTheRows(thrown)) throw thrown;
      // What one scope brings is no other's trouble.
      const { message } = thrown;
      log.warn({ source: this.order.source.name, kind, scope, err: thrown }, 'what was listed cannot be written');
      this.failures.push(new SystemError('malformed', message, { cause: thrown }));
      await failScope(this.pool, id, listing.lease, message);
      this.outcomes.push(nothingWritten(listing.lease, message));
    } finally {
      await listing.intake.discard().catch(() => undefined);
    }
    this.progress(listing, true);
  }

  /** What was listed before the failure is kept; the scope is not complete, so nothing goes. */
  private async closeOpenScopes(failure: unknown): Promise<void> {
    for (const listing of this.open.values()) {
      listing.complete = false;
      listing.error = failure instanceof Error ? failure.message : 'the listing broke off';
      if (failure instanceof LeaseLost || this.order.signal.aborted)
        await listing.intake.discard().catch(() => undefined);
      else
        await this.commit(listing.lease.kind, listing.lease.scope, listing, null).catch((error: unknown) =>
          log.warn({ source: this.order.source.name, err: error }, 'what was listed could not be kept'),
        );
    }
    this.open.clear();
  }

  private async renew(): Promise<void> {
    const leases = [...this.open.values()].map((listing) => listing.lease);
    const ours = await renewScopes(this.pool, this.runId, leases).catch(() => true);
    if (!ours) this.abort.abort(new LeaseLost(leases.map((lease) => lease.title).join(', ')));
  }

  private progress({ lease: { kind, scope, title }, intake }: ScopeListing, done: boolean): void {
    this.shown.set(`${kind} ${scope}`, { kind, scope, scopeTitle: title, listed: intake.listed, done });
    this.order.onProgress?.([...this.shown.values()]);
  }
}

const nothingWritten = (lease: Pick<ScopeLease, 'kind' | 'scope' | 'title'>, error: string): ScopeOutcome => ({
  kind: lease.kind,
  scope: lease.scope,
  scopeTitle: lease.title,
  complete: false,
  listed: 0,
  created: 0,
  updated: 0,
  gone: 0,
  held: 0,
  malformed: 0,
  error,
});
