import type { Region } from './aws-account.ts';
import type { EventCode, Instance, ScheduledEvent } from './aws-schema.ts';
import { moveInstance } from './instances.ts';
import type { World } from './world.ts';

const day = 24 * 3600_000;

/** The words AWS uses (EC2 user guide, "Scheduled events for your instances"). */
const descriptions: Record<EventCode, string> = {
  'instance-reboot': 'The instance is scheduled for a reboot',
  'system-reboot': 'The instance is scheduled for a reboot of its host',
  'system-maintenance': 'The instance may be affected by network or power maintenance of its host',
  'instance-retirement': 'The instance is running on degraded hardware',
  'instance-stop': 'The instance is scheduled to stop and to start on a new host',
};

/** Retirements and stops come with a start alone; reboots and maintenance have an end and a deadline. */
export function scheduleEvent(
  world: World,
  region: Region,
  instance: Instance,
  wanted: { code: EventCode; notBefore: Date; description?: string },
): ScheduledEvent {
  const { code, notBefore } = wanted;
  const hasWindow = code !== 'instance-retirement' && code !== 'instance-stop';
  const after = (milliseconds: number) => new Date(notBefore.getTime() + milliseconds).toISOString();
  const event: ScheduledEvent = {
    id: `instance-event-0${world.newHex(16, 'event')}`,
    code,
    description: wanted.description ?? descriptions[code],
    notBefore: notBefore.toISOString(),
    ...(hasWindow ? { notAfter: after(2 * 3600_000), notBeforeDeadline: after(7 * day) } : {}),
  };
  region.instances.set({ ...instance, events: [...instance.events, event] });
  world.changed();
  return event;
}

/** What has begun by now is carried out and stays listed for a week as `[Completed]`. */
export function settleEvents(world: World, region: Region, instance: Instance): void {
  const now = world.clock.now();
  const startsAt = (event: ScheduledEvent) => Date.parse(event.notBefore ?? '');
  const isOver = (event: ScheduledEvent) => /^\[(completed|canceled)\]/i.test(event.description);
  const begun = instance.events.filter((event) => !isOver(event) && startsAt(event) <= now);
  const forgotten = instance.events.filter((event) => isOver(event) && startsAt(event) + 7 * day < now);
  if (begun.length + forgotten.length === 0) return;
  const events = instance.events
    .filter((event) => !forgotten.includes(event))
    .map((event) => (begun.includes(event) ? { ...event, description: `[Completed] ${event.description}` } : event));
  region.instances.set({ ...instance, events });
  const stops = begun.some(({ code }) => code === 'instance-retirement' || code === 'instance-stop');
  // A retired instance with an EBS root is stopped, one with an instance store is lost.
  const end = instance.rootDevice === 'instance-store' ? 'terminate' : 'stop';
  if (stops && instance.state === 'running') moveInstance(world, region, instance.id, end);
  world.changed();
}
