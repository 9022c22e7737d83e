import type { KindName } from '../../../contract/kinds/all.ts';
import { SystemError } from '../errors.ts';
import { type Listing, listScope } from '../listing.ts';
import type { Pulled } from '../system.ts';
import { addresses } from './addresses.ts';
import { classicLoadBalancers, type Place } from './classic-load-balancers.ts';
import type { AwsConnection } from './connection.ts';
import { type StatusCheck, scheduledEvents } from './instance-status.ts';
import { instances } from './instances.ts';
import { loadBalancers } from './load-balancers.ts';
import { targetGroups } from './target-groups.ts';

/** Calls for one target group or classic load balancer each that are under way at once in a region. */
const CALLS_AT_ONCE = 4;

/**
 * One region, kind after kind. The status of instances comes first, since it is told by the same call as their events:
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
  const checks = new Map<string, StatusCheck>();
  let failure: unknown;

  async function* events(): Listing<'maintenance_events'> {
    try {
      yield* scheduledEvents(connection, where, checks);
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  async function* checkedInstances(): Listing<'instances'> {
    if (!wanted.has('maintenance_events')) await drained(events());
    if (failure !== undefined && !isDenial(failure)) throw failure;
    yield* instances(connection, where, checks);
  }
  async function* allLoadBalancers(): Listing<'load_balancers'> {
    yield* loadBalancers(connection, where);
    yield* classicLoadBalancers(connection, place, CALLS_AT_ONCE);
  }

  if (wanted.has('maintenance_events')) yield* listScope('maintenance_events', region, events(), how);
  if (wanted.has('instances')) yield* listScope('instances', region, checkedInstances(), how);
  if (wanted.has('addresses')) yield* listScope('addresses', region, addresses(connection, where), how);
  if (wanted.has('load_balancers')) yield* listScope('load_balancers', region, allLoadBalancers(), how);
  if (wanted.has('target_groups'))
    yield* listScope('target_groups', region, targetGroups(connection, where, CALLS_AT_ONCE), how);
}

/** Reads to the end for what is found on the way; what goes wrong is remembered by the listing itself. */
async function drained(listing: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const _ of listing);
  } catch {}
}

const isDenial = (error: unknown) => error instanceof SystemError && error.needs !== undefined;
