import type { KindName } from '../../../contract/kinds/all.ts';
import { SystemError } from '../errors.ts';
import { type Listing, listScope } from '../listing.ts';
import type { Pulled } from '../system.ts';
import { addresses } from './addresses.ts';
import { classicLoadBalancers, type Place } from './classic-load-balancers.ts';
import type { AwsConnection } from './connection.ts';
import { type RegionStatus, regionStatus } from './instance-status.ts';
import { instances } from './instances.ts';
import { loadBalancers } from './load-balancers.ts';
import { targetGroups } from './target-groups.ts';

/** Calls for one target group or classic load balancer each that are under way at once in a region. */
const CALLS_AT_ONCE = 4;

/**
 * One region, kind after kind, parents before children. The status of instances is told by the same call as their events:
 * - it may not be read: instances are listed without it, and the events are incomplete;
 * - it failed: so do the instances, for without it they would all seem to have changed.
 */
export async function* pullRegion(
  connection: AwsConnection,
  place: Place,
  wanted: ReadonlySet<KindName>,
  how: Parameters<typeof listScope>[3],
): AsyncGenerator<Pulled> {
  const { region } = place;
  const where = { account: place.account, region };
  const asksStatus = wanted.has('instances') || wanted.has('maintenance_events');
  const status = asksStatus ? await regionStatus(connection, where) : nothingAsked;
  how.signal.throwIfAborted();

  async function* checkedInstances(): Listing<'instances'> {
    if (status.failure !== undefined && !isDenial(status.failure)) throw status.failure;
    yield* instances(connection, where, status.checks);
  }
  async function* events(): Listing<'maintenance_events'> {
    yield* status.events;
    if (status.failure !== undefined) throw status.failure;
  }
  async function* allLoadBalancers(): Listing<'load_balancers'> {
    yield* loadBalancers(connection, where);
    yield* classicLoadBalancers(connection, place, CALLS_AT_ONCE);
  }

  if (wanted.has('instances')) yield* listScope('instances', region, checkedInstances(), how);
  if (wanted.has('maintenance_events')) yield* listScope('maintenance_events', region, events(), how);
  if (wanted.has('addresses')) yield* listScope('addresses', region, addresses(connection, where), how);
  if (wanted.has('load_balancers')) yield* listScope('load_balancers', region, allLoadBalancers(), how);
  if (wanted.has('target_groups'))
    yield* listScope('target_groups', region, targetGroups(connection, where, CALLS_AT_ONCE), how);
}

const nothingAsked: RegionStatus = { checks: new Map(), events: [], failure: undefined };

const isDenial = (error: unknown) => error instanceof SystemError && error.needs !== undefined;
