import type { KindName } from '../../../contract/kinds/all.ts';
import { aws as card } from '../../../contract/systems/aws.ts';
import { concurrently } from '../concurrently.ts';
import { SystemError } from '../errors.ts';
import { type AskedScopes, askedFor } from '../asked-scopes.ts';
import { withOwnSignal } from '../own-signal.ts';
import type { Pacing, Pulled, System } from '../system.ts';
import { checkAws } from './check.ts';
import { type AwsConnection, connectAws } from './connection.ts';
import { identityOf } from './identity.ts';
import { pullRegion } from './pull-region.ts';
import { notEnabled, regionsOf } from './regions.ts';

/**
 * Half of what EC2 gives an account in a region (a bucket of 100, 20 a second), and 60 % of what each load balancer API gives
 * (40, 10 a second): console, scripts and autoscaling draw from the same buckets. Families are `<api>:<region>`.
 */
const pacing: Pacing = {
  requests: 50,
  seconds: 5,
  concurrency: 4,
  families: {
    elbv2: { requests: 24, seconds: 4, concurrency: 4 },
    elb: { requests: 24, seconds: 4, concurrency: 4 },
  },
};

export const aws: System = {
  card: card as unknown as System['card'],
  pacing,
  check: checkAws,
  pull: (source, tools, scopes) =>
    withOwnSignal(tools.signal, async function* (signal) {
      const connection = connectAws(source, tools, signal);
      try {
        yield* pullAll(connection, signal, scopes && askedFor(scopes));
      } finally {
        connection.close();
      }
    }),
};

async function* pullAll(
  connection: AwsConnection,
  signal: AbortSignal,
  asked: AskedScopes | undefined,
): AsyncGenerator<Pulled> {
  const { account, partition } = await identityOf(connection);
  yield { type: 'account', account };

  const kinds = card.provides as readonly KindName[];
  const regions = asked ? { scopes: asked.scopes(kinds), disabled: new Set<string>() } : await regionsOf(connection);
  if (!asked) yield { type: 'scopes', kinds: [...kinds], scopes: regions.scopes };
  const wantedIn = (region: string) => new Set(asked ? asked.kinds(region) : kinds);

  const how = { signal, concernsAll: credentialsFail(connection) };
  yield* concurrently(
    pacing.concurrency,
    regions.scopes.map((region) =>
      regions.disabled.has(region)
        ? () => refusedRegion(region, kinds)
        : () => pullRegion(connection, { account, region, partition }, wantedIn(region), how),
    ),
  );
}

async function* refusedRegion(region: string, kinds: readonly KindName[]): AsyncGenerator<Pulled> {
  for (const kind of kinds) yield { type: 'end', kind, scope: region, complete: false, error: notEnabled(region) };
}

/**
 * A region that is not enabled refuses credentials like wrong ones (AuthFailure), so a refusal in one region says nothing
 * of the others until STS has been asked again.
 */
function credentialsFail(connection: AwsConnection): (error: unknown) => Promise<boolean> {
  return async (error) => {
    if (!(error instanceof SystemError) || error.type !== 'auth' || error.needs !== undefined) return false;
    try {
      await identityOf(connection);
      return false;
    } catch (again) {
      return again instanceof SystemError && again.type === 'auth';
    }
  };
}
