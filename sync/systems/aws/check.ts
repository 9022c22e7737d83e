import { z } from 'zod';
import type { CheckItem } from '../../../contract/kinds/sources.ts';
import { SystemError } from '../errors.ts';
import type { System } from '../system.ts';
import { AwsFailure } from './aws-failure.ts';
import { type AwsConnection, connectAws } from './connection.ts';
import { identityOf } from './identity.ts';
import { type AwsOperation, operations } from './operations.ts';
import { regionsOf } from './regions.ts';

interface Probe {
  ability: string;
  operation: AwsOperation;
  input: (place: { account: string; partition: string; region: string }) => object;
  /** The call is about an object that cannot exist: being told so proves that asking is allowed. */
  notFoundIsFine?: boolean;
}

/**
 * Every permission once, by the smallest page. What is asked of one load balancer or target group is asked of one that does
 * not exist, since the account may have none; Describe actions have no permissions by resource, so IAM answers the same.
 */
const probes: Probe[] = [
  { ability: 'Instances', operation: operations.describeInstances, input: () => ({ MaxResults: 5 }) },
  {
    ability: 'Status and scheduled events of instances',
    operation: operations.describeInstanceStatus,
    input: () => ({ MaxResults: 5, IncludeAllInstances: true }),
  },
  {
    ability: 'Elastic IP addresses',
    operation: operations.describeAddresses,
    input: () => ({ Filters: [{ Name: 'domain', Values: ['vpc'] }] }),
  },
  { ability: 'Load balancers', operation: operations.describeLoadBalancers, input: () => ({ PageSize: 1 }) },
  { ability: 'Target groups', operation: operations.describeTargetGroups, input: () => ({ PageSize: 1 }) },
  {
    ability: 'Health of targets',
    operation: operations.describeTargetHealth,
    input: (place) => ({ TargetGroupArn: `${elb(place)}:targetgroup/switchyard-check/0000000000000000` }),
    notFoundIsFine: true,
  },
  {
    ability: 'Tags of load balancers and target groups',
    operation: operations.describeTags,
    input: (place) => ({ ResourceArns: [`${elb(place)}:targetgroup/switchyard-check/0000000000000000`] }),
    notFoundIsFine: true,
  },
  {
    ability: 'Classic load balancers',
    operation: operations.describeClassicLoadBalancers,
    input: () => ({ PageSize: 1 }),
  },
  {
    ability: 'Health of instances behind classic load balancers',
    operation: operations.describeInstanceHealth,
    input: () => ({ LoadBalancerName: 'switchyard-check' }),
    notFoundIsFine: true,
  },
];

const elb = (place: { account: string; partition: string; region: string }) =>
  `arn:${place.partition}:elasticloadbalancing:${place.region}:${place.account}`;

/** "Test connection". IAM is the same in all regions, so that one of them is asked. */
export const checkAws: System['check'] = async (source, tools) => {
  const connection = connectAws(source, tools, tools.signal);
  try {
    const items: CheckItem[] = [];
    const identity = await tried(items, 'Credentials', () => identityOf(connection));
    if (!identity) return { ok: false, account: null, items };

    const regions = await tried(items, 'Regions', () => regionsOf(connection));
    for (const region of regions?.disabled ?? [])
      items.push(failed(`Region ${region}`, null, 'The account has not enabled it.'));
    const region = regions?.scopes.find((one) => !regions.disabled.has(one)) ?? connection.home;
    const place = { ...identity, region };
    for (const probe of probes) {
      await tried(items, probe.ability, () => ask(connection, probe, place));
    }
    return { ok: items.every(({ ok }) => ok), account: identity.account, items };
  } finally {
    connection.close();
  }
};

async function ask(connection: AwsConnection, probe: Probe, place: Parameters<Probe['input']>[0]): Promise<true> {
  try {
    await connection.call(probe.operation, place.region, probe.input(place), z.object({}));
  } catch (error) {
    const isNotFound = error instanceof AwsFailure && /NotFound(Exception)?$/.test(error.code);
    if (!probe.notFoundIsFine || !isNotFound) throw error;
  }
  return true;
}

/** Notes how one ability is; trouble that says nothing of permissions is thrown on. */
async function tried<T>(items: CheckItem[], ability: string, attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    const found = await attempt();
    items.push({ ability, ok: true, needs: null, detail: null });
    return found;
  } catch (error) {
    if (!(error instanceof SystemError) || error.type !== 'auth') throw error;
    items.push(failed(ability, error.needs ?? null, error.message));
    return undefined;
  }
}

const failed = (ability: string, needs: string | null, detail: string): CheckItem => ({
  ability,
  ok: false,
  needs,
  detail,
});
