import { z } from 'zod';
import { settle } from '../world/settle.ts';
import type { World } from '../world/world.ts';
import { type Command, command, nothing } from './command.ts';
import { summaryOf, summaryText } from './summary.ts';
import { duration } from './when.ts';

export const estateCommands: readonly Command[] = [
  command('status', '', 'Shows what there is and what is wrong with it.', nothing, async (lab) => {
    const summary = await summaryOf(lab);
    return { text: summaryText(summary), data: summary };
  }),
  command(
    'load',
    '<objects> [changed]',
    'An estate of so many further objects, half instances, half records; `changed=1%` alters a part of the one there is.',
    z.strictObject({
      objects: z.coerce.number().int().min(0).max(10_000_000),
      changed: z.preprocess((value) => Number(String(value).replace(/%$/, '')), z.number().min(0).max(100)).optional(),
    }),
    ({ world }, { objects, changed }) => {
      const revision = changed === undefined ? 0 : (world.load?.revision ?? 0) + 1;
      world.load = { objects, changedPercent: changed ?? 0, revision };
      world.changed();
      const what = changed === undefined ? '' : `, ${changed} % of them at revision ${revision}`;
      return { text: objects === 0 ? 'the load is gone' : `${objects} objects more${what}`, data: world.load };
    },
  ),
  command(
    'tick',
    '[duration]',
    "Moves the lab's clock on, one hour unless said otherwise, and lets happen what is due by then.",
    z.strictObject({ duration: z.string().default('1h') }),
    ({ world }, { duration: told }) => {
      world.clock.advance(duration(told));
      settleAll(world);
      world.changed();
      return { text: `it is now ${world.clock.date().toISOString()} in the lab`, data: { now: world.clock.date() } };
    },
  ),
  command('refill', '', 'Fills the token buckets of all services.', nothing, (lab) => {
    lab.refill();
    return { text: 'the token buckets are full' };
  }),
  command(
    'reset',
    '',
    'The estate as it was at first; faults and load are gone. Database servers are real, and stay as they are.',
    nothing,
    (lab) => {
      lab.reset();
      return { text: `everything is as it was${lab.databases ? ', but the database servers' : ''}` };
    },
  ),
  command(
    'requests',
    '[last]',
    'Shows how often each operation was asked for, and the last requests.',
    z.strictObject({ last: z.coerce.number().int().min(1).max(5000).default(20) }),
    ({ requests }, { last }) => {
      const counts = requests.counts();
      const lines = requests.list(last).map(({ at, service, operation, where, status }) => {
        return `${new Date(at).toISOString()} ${status} ${service} ${operation}${where ? ` (${where})` : ''}`;
      });
      const totals = Object.entries(counts).map(([operation, count]) => `${count} × ${operation}`);
      return {
        text: [...totals, ...lines].join('\n') || 'nobody has asked for anything',
        data: { counts, last: requests.list(last) },
      };
    },
  ),
];

function settleAll(world: World): void {
  for (const account of world.accounts.values()) for (const region of account.regions) settle(world, region);
}
