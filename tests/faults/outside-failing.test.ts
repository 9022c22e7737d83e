import { describe, expect, it } from 'vitest';
import { kindNamed } from '../../contract/kinds/all.ts';
import type { How } from '../../lab/fault-kinds.ts';
import { until } from './estate.ts';
import { listed, type Outside } from './outside-estate.ts';
import { outsideTrials } from './outside-trials.ts';
import { beginPulls, pullOnce, pullsEnded } from './pulls.ts';

const trials = outsideTrials();
const { services, pull, fail, failListings } = trials;

/** A listing that fails: the sentences that the runs end with, and whether it is tried again soon. */
const failures: {
  how: string;
  what: How;
  type: string;
  soon: boolean;
  /** A second one is where a row would go that was taken for missing. */
  listings?: number;
  says: Record<Outside, RegExp>;
}[] = [
  {
    how: 'half a listing',
    what: { how: 'half-page', page: 2 },
    type: 'transient',
    soon: true,
    listings: 2,
    says: {
      aws: /ec2 DescribeInstances in eu-west-1: InternalError: An internal error/,
      cloudflare: /GET \/zones\/0+2\/dns_records: An internal error has occurred/,
      powerdns: /GET \S+bcher-kva.example.: answered 500/,
    },
  },
  {
    how: 'a server error',
    what: { how: '500', status: 503 },
    type: 'transient',
    soon: true,
    says: {
      aws: /ec2 DescribeInstances in eu-west-1: \w+/,
      cloudflare: /GET \/zones\/0+2\/dns_records: /,
      powerdns: /answered 503/,
    },
  },
  {
    how: 'too many requests, and no word on how long',
    what: { how: '429' },
    type: 'rate-limited',
    soon: true,
    says: {
      aws: /ec2 DescribeInstances in eu-west-1: RequestLimitExceeded: Request limit exceeded/,
      cloudflare: /GET \/zones\/0+2\/dns_records: Please wait/,
      powerdns: /answered 429 \(Too Many Requests\)/,
    },
  },
  {
    how: 'rows of wrong types',
    what: { how: 'malformed' },
    type: 'malformed',
    soon: false,
    listings: 2,
    says: { aws: /rows could not be read/, cloudflare: /rows could not be read/, powerdns: /row could not be read/ },
  },
  {
    how: 'a web page instead of data',
    what: { how: 'garbage' },
    type: 'malformed',
    soon: false,
    says: {
      aws: /ec2 DescribeInstances in eu-west-1: the answer is not what this API answers/,
      cloudflare: /the answer is no JSON/,
      powerdns: /the answer is no JSON/,
    },
  },
  {
    how: 'a connection that is reset',
    what: { how: 'reset' },
    type: 'transient',
    soon: true,
    says: {
      aws: /ec2 DescribeInstances in eu-west-1: .*(ECONNRESET|hang up)/,
      cloudflare: /dns_records: .*(ECONNRESET|closed)/,
      powerdns: /example.: .*(ECONNRESET|closed)/,
    },
  },
  {
    how: 'an answer that ends in the middle',
    what: { how: 'cut' },
    type: 'transient',
    soon: true,
    says: {
      aws: /ec2 DescribeInstances in eu-west-1: (?!.*\$response)/s,
      cloudflare: /dns_records: \w/,
      powerdns: /example.: \w/,
    },
  },
];

describe('a listing that fails', () => {
  it.each(failures)('with $how loses nothing and says why', async ({ what, type, soon, listings = 1, says }) => {
    failListings(what);
    for (let listing = 1; listing <= listings; listing += 1) {
      const results = await pull();
      for (const service of services()) {
        const { state, error, errorType, againIn, scopes, malformed } = results[service];
        expect({ service, state, errorType }).toEqual({ service, state: 'partial', errorType: type });
        expect(error).toMatch(says[service]);
        const failed = scopes.filter(({ complete }) => !complete);
        // Of the whole source, or of one scope by the name that people call it.
        expect([
          ...failed.map((scope) => scope.error),
          ...failed.map((scope) => `${kindNamed(scope.kind).many} of ${scope.scopeTitle}: ${scope.error}`),
        ]).toContain(error);
        expect(scopes.filter(({ complete }) => complete).length).toBeGreaterThan(0);
        expect({ service, soon: againIn < 300, unread: malformed > 0 }).toEqual({
          service,
          soon,
          unread: what.how === 'malformed',
        });
      }
      expect(await trials.picture()).toEqual(trials.before);
    }
    await trials.expectRecovery();
  });

  it('because nobody ever answers ends by itself', async () => {
    const [aws, cloudflare] = [trials.sources.aws!, trials.sources.cloudflare!];
    // PowerDNS is asked by the same client as Cloudflare, with more patience.
    for (const service of ['aws', 'cloudflare'] as const) fail({ ...listed[service], what: { how: 'hang' } });
    for (const result of await pullOnce(trials.db.worker, [aws, cloudflare])) {
      expect(result).toMatchObject({ state: 'partial', errorType: 'transient' });
      expect(result.error).toMatch(/no complete answer in/);
    }
    expect(await trials.picture()).toEqual(trials.before);
    await trials.expectRecovery();
  });
});

describe('a provider that says when to come back', () => {
  it('is asked again then, and not before', async () => {
    failListings({ how: '429', retryAfter: 90 });
    const results = await pull();
    for (const service of services()) {
      expect(results[service]).toMatchObject({ errorType: 'rate-limited' });
      expect(results[service].againIn).toBeGreaterThan(80);
      expect(results[service].againIn).toBeLessThan(300);
    }
    expect(await trials.picture()).toEqual(trials.before);
    await trials.replaceWorker();
    await trials.expectRecovery();
  });

  it('is listed whole without anybody’s help', async () => {
    services().forEach((service) => fail({ ...listed[service], what: { how: '429', retryAfter: 1 }, times: 1 }));
    const ids = Object.values(trials.sources);
    const { rows } = await trials.db.worker.query<{ now: string }>('SELECT clock_timestamp() AS now');
    await beginPulls(trials.db.worker, ids);
    await until('every source was listed whole', async () => {
      const whole = await trials.db.worker.query(
        `SELECT DISTINCT source_id FROM sync_runs WHERE state = 'complete' AND started_at > $1`,
        [rows[0]!.now],
      );
      return whole.rows.length === ids.length;
    });
    await pullsEnded(trials.db.worker, ids);
    await trials.expectRecovery();
  });
});
