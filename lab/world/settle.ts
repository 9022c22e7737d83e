import type { Region } from './aws-account.ts';
import { settleInstance } from './instances.ts';
import { settleEvents } from './scheduled-events.ts';
import { settleTargets } from './targets.ts';
import type { World } from './world.ts';

/**
 * Brings a region to what it is at this moment: called before each request, so that nothing in the lab needs a timer
 * and moving the clock is all it takes to see next week. Generated rows never change by themselves.
 */
export function settle(world: World, region: Region): void {
  const { instances, targetGroups } = region;
  for (const { id } of instances.stored().items) {
    const before = instances.get(id);
    if (before && before.events.length > 0) settleEvents(world, region, before);
    // A stop that ends also starts an hour of being listed, and so on: a long step of the clock passes through all.
    for (let step = 0; step < 4; step += 1) {
      const instance = instances.get(id);
      if (!instance?.becoming) break;
      settleInstance(world, region, instance);
    }
  }
  for (const group of targetGroups.stored().items) settleTargets(world, region, group);
}
