import { z } from 'zod';
import { settledRaw } from '../settled-raw.ts';
import type { Listed } from '../listing.ts';
import { type Malformed, readRows, reasonOf } from '../read-rows.ts';
import type { Row } from '../system.ts';
import type { AwsConnection } from './connection.ts';
import { textOrNull, time, timeOrNull } from './fields.ts';
import { operations } from './operations.ts';
import { pagesOf } from './pages.ts';

export type StatusCheck = NonNullable<Row<'instances'>['statusCheck']>;

/** The worst first. A stopped instance has `not-applicable` for both. */
const checks = [
  'impaired',
  'insufficient-data',
  'initializing',
  'ok',
  'not-applicable',
] as const satisfies StatusCheck[];

const summary = z.object({ Status: z.string().optional() }).optional();
const status = z.object({
  InstanceId: z.string().min(1),
  InstanceState: z.object({ Name: z.string().optional() }).optional(),
  SystemStatus: summary,
  InstanceStatus: summary,
  Events: z.array(z.unknown()).optional(),
});
/** All but the code may be missing: AWS's own example of a retirement has neither an end nor a deadline. */
const event = z.object({
  InstanceEventId: z.string().optional(),
  Code: z.string().min(1),
  Description: z.string().optional(),
  NotBefore: time.optional(),
  NotAfter: time.optional(),
  NotBeforeDeadline: time.optional(),
});
const answer = z.object({ InstanceStatuses: z.array(z.unknown()), NextToken: z.string().optional() });

/** What one call tells of all instances of a region: their status checks and their scheduled events. */
export interface RegionStatus {
  checks: ReadonlyMap<string, StatusCheck>;
  events: Listed<'maintenance_events'>[];
  /** Why it is not everything. */
  failure: unknown;
}

/**
 * Read whole before anything is told: instances need their status, and their events come after them.
 * IncludeAllInstances, since only running instances are listed without it, and stopped ones have events too.
 */
export async function regionStatus(
  connection: AwsConnection,
  place: { account: string; region: string },
): Promise<RegionStatus> {
  const checks = new Map<string, StatusCheck>();
  const events: Listed<'maintenance_events'>[] = [];
  const pages = pagesOf(connection, operations.describeInstanceStatus, place.region, answer, {
    input: { IncludeAllInstances: true, MaxResults: 1000 },
    token: 'NextToken',
    next: ({ NextToken }) => NextToken,
  });
  try {
    for await (const { sentAt, said } of pages) {
      events.push({ observedAt: sentAt, ...statusPage(said.InstanceStatuses, place, checks) });
    }
    return { checks, events, failure: undefined };
  } catch (failure) {
    return { checks, events, failure };
  }
}

function statusPage(
  items: readonly unknown[],
  place: { account: string; region: string },
  found: Map<string, StatusCheck>,
): { rows: Row<'maintenance_events'>[]; malformed: Malformed[] } {
  const rows: Row<'maintenance_events'>[] = [];
  const malformed: Malformed[] = [];
  for (const item of items) {
    const read = status.safeParse(item);
    if (!read.success) {
      malformed.push({ key: null, reason: `a status that cannot be read: ${reasonOf(read.error)}` });
      continue;
    }
    const { InstanceId, InstanceState, SystemStatus, InstanceStatus, Events = [] } = read.data;
    // It stays listed for about an hour, and nothing can happen to it any more.
    if (InstanceState?.Name === 'terminated') continue;
    const check = worstOf(SystemStatus?.Status, InstanceStatus?.Status);
    if (check) found.set(InstanceId, check);
    const events = readRows<'maintenance_events', typeof event>(
      event,
      Events,
      (one, raw) => eventRow(InstanceId, one, raw, place),
      (one) => (one as { InstanceEventId?: unknown }).InstanceEventId,
    );
    rows.push(...events.rows);
    malformed.push(...events.malformed);
  }
  return { rows, malformed };
}

const worstOf = (...words: (string | undefined)[]): StatusCheck | undefined =>
  checks.find((check) => words.includes(check));

/** What the codes mean (EC2 user guide, "Scheduled events for your instances"). */
const works: Record<string, string> = {
  'instance-reboot': 'Reboot',
  'instance-retirement': 'Retirement',
  'instance-stop': 'Stop',
  'system-maintenance': 'Maintenance of the host',
  'system-reboot': 'Reboot of the host',
};

/** Done events stay listed for up to a week, and say so in front of their description. */
const ended = /^\s*\[(completed|cancell?ed)\]\s*/i;

function eventRow(
  instanceId: string,
  said: z.output<typeof event>,
  raw: Record<string, unknown>,
  { account, region }: { account: string; region: string },
): Row<'maintenance_events'> {
  const { InstanceEventId, Code, Description = '', NotBefore, NotAfter, NotBeforeDeadline } = said;
  const end = ended.exec(Description)?.[1]?.toLowerCase();
  return {
    key: InstanceEventId ? InstanceEventId : [instanceId, Code, timeOrNull(NotBefore) ?? ''].join('/'),
    raw: settledRaw({ InstanceId: instanceId, ...raw }),
    name: `${works[Code] ?? Code} of ${instanceId}`,
    state: end === undefined ? 'scheduled' : end === 'completed' ? 'completed' : 'canceled',
    code: Code,
    description: textOrNull(Description.replace(ended, '')),
    instanceKey: instanceId,
    notBefore: timeOrNull(NotBefore),
    notAfter: timeOrNull(NotAfter),
    deadline: timeOrNull(NotBeforeDeadline),
    account,
    region,
  };
}
