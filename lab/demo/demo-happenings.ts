import { numberFrom } from '../world/identity.ts';
import { migrateMachine, moveMachine } from '../world/machines.ts';
import type { World } from '../world/world.ts';
import { findMachine } from '../control/find-machine.ts';
import { runners, sharingHosts } from './machine-room.ts';

/** Machines that somebody may reboot at any time; only runners are ever stopped: no name leads to those. */
const rebooted = ['gitlab', 'wiki', 'grafana-dev', 'mirror', ...runners] as const;

/**
 * What happens next in the machine room: a reboot, a runner that stops, starts or goes to the other host.
 * @param step counts from 0: the same one is the same each time
 * @returns what happened, or undefined when somebody has left nothing to do
 */
export function happen(world: World, step: number): string | undefined {
  const pick = <T>(of: readonly T[], what: string): T | undefined => of[numberFrom(of.length, world.seed, what, step)];
  const present = runners.flatMap((name) => find(world, name) ?? []);
  // A runner is missed after a minute: what was stopped comes back first.
  const stopped = present.find(({ machine }) => machine.state === 'shutoff');
  if (stopped) {
    moveMachine(world, stopped.host, stopped.machine, 'start');
    return `${stopped.machine.name} is started`;
  }
  const what = pick(['reboot', 'stop', 'migrate', 'migrate'] as const, 'what');
  const runner = pick(
    present.filter(({ machine }) => machine.state === 'running'),
    'runner',
  );
  if (what === 'stop' && runner) {
    moveMachine(world, runner.host, runner.machine, 'stop');
    return `${runner.machine.name} is stopped`;
  }
  const to = world.hypervisors.get(sharingHosts.find((name) => name !== runner?.host.id) ?? '');
  if (what === 'migrate' && runner && to?.facts.up && migrateMachine(world, runner.host, runner.machine, to))
    return `${runner.machine.name} goes to ${to.id}`;
  const one = find(world, pick(rebooted, 'rebooted') ?? '');
  if (!one || moveMachine(world, one.host, one.machine, 'reboot') === undefined) return undefined;
  return `${one.machine.name} is rebooted`;
}

/** Somebody may have removed it. */
function find(world: World, name: string): ReturnType<typeof findMachine> | undefined {
  try {
    const found = findMachine(world, name);
    return found.host.facts.up ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Lets something happen every 20 to 40 seconds. @returns what ends it */
export function startHappenings(lab: { readonly world: World }): () => void {
  let timer: NodeJS.Timeout;
  const after = (step: number) => {
    const pause = 20_000 + numberFrom(20_000, lab.world.seed, 'pause', step);
    timer = setTimeout(() => {
      happen(lab.world, step);
      after(step + 1);
    }, pause).unref();
  };
  after(0);
  return () => clearTimeout(timer);
}
