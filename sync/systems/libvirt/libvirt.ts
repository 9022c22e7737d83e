import { libvirt as card } from '../../../contract/systems/libvirt.ts';
import type { System } from '../system.ts';
import { checkHosts } from './check.ts';
import { HOSTS_AT_ONCE } from './host-by-host.ts';
import { listenToHosts } from './listen.ts';
import { measureHosts } from './measure.ts';
import { pullHosts } from './pull.ts';

export const libvirt: System = {
  card: card as unknown as System['card'],
  // A turn is a connection, over which all calls of a pull go.
  pacing: { requests: 200, seconds: 1, concurrency: HOSTS_AT_ONCE },
  check: checkHosts,
  pull: pullHosts,
  measure: measureHosts,
  listen: listenToHosts,
};
