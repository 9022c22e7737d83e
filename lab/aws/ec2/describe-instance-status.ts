import { rowsOf } from '../../faults.ts';
import { type CheckStatus, type Instance, instanceStateCodes } from '../../world/aws-schema.ts';
import { availabilityZoneId } from '../../world/regions.ts';
import type { AwsOperation } from '../aws-service.ts';
import type { XmlObject } from '../xml.ts';
import { describing } from './ec2-buckets.ts';
import { type FilterTable, filtersFrom } from './ec2-filters.ts';
import { instancesById } from './ec2-ids.ts';
import { ec2Page } from './ec2-paging.ts';
import { stateXml } from './instance-xml.ts';

export const describeInstanceStatus: AwsOperation = {
  name: 'DescribeInstanceStatus',
  permission: 'ec2:DescribeInstanceStatus',
  bucket: describing('DescribeInstanceStatus'),
  run({ region, parameters, faults }) {
    const matches = filtersFrom(parameters, { names: filters });
    const everyState = parameters.flag('IncludeAllInstances');
    const ids = parameters.list('InstanceId');
    const named = ids.length > 0 ? instancesById(region, ids) : region.instances;
    // Only running instances have a status unless all are asked for; forgetting that hides the events of stopped ones.
    const isShown = (instance: Instance) =>
      (everyState || instance.state === 'running') && (matches?.(instance) ?? true);
    const all = everyState && !matches && ids.length === 0;
    const shown = all ? region.instances : rowsOf([...named].filter(isShown));
    const rules = { ids: { parameter: 'InstanceId', wireName: 'instancesSet', most: 100 } };
    const page = ec2Page(shown, parameters, faults, rules);
    const statuses = page.rows.map(statusXml);
    if (faults.feel('malformed') && statuses[0]) Object.assign(statuses[0], { instanceId: undefined, eventsSet: [{}] });
    return { instanceStatusSet: statuses, nextToken: page.nextToken };
  },
};

function statusXml({ id, availabilityZone, state, events, checks }: Instance): XmlObject {
  const runs = state === 'running';
  const impairedSince = checks.impairedSince ? new Date(checks.impairedSince) : undefined;
  return {
    instanceId: id,
    availabilityZone,
    availabilityZoneId: availabilityZoneId(availabilityZone),
    ...(events.length === 0
      ? {}
      : {
          eventsSet: events.map((event) => ({
            instanceEventId: event.id,
            code: event.code,
            description: event.description,
            notBefore: date(event.notBefore),
            notAfter: date(event.notAfter),
            notBeforeDeadline: date(event.notBeforeDeadline),
          })),
        }),
    instanceState: stateXml(state),
    systemStatus: check(runs ? checks.system : 'not-applicable', impairedSince),
    instanceStatus: check(runs ? checks.instance : 'not-applicable', impairedSince),
    attachedEbsStatus: check(runs ? checks.ebs : 'not-applicable', impairedSince),
  };
}

const date = (text: string | undefined) => (text ? new Date(text) : undefined);

function check(status: CheckStatus, impairedSince: Date | undefined): XmlObject {
  if (status === 'not-applicable') return { status };
  const passed = {
    ok: 'passed',
    impaired: 'failed',
    initializing: 'initializing',
    'insufficient-data': 'insufficient-data',
  };
  const since = status === 'impaired' ? impairedSince : undefined;
  return { status, details: [{ name: 'reachability', status: passed[status], impairedSince: since }] };
}

const filters: FilterTable<Instance> = {
  'availability-zone': ({ availabilityZone }) => [availabilityZone],
  'availability-zone-id': ({ availabilityZone }) => [availabilityZoneId(availabilityZone)],
  'event.code': ({ events }) => events.map(({ code }) => code),
  'event.description': ({ events }) => events.map(({ description }) => description),
  'event.instance-event-id': ({ events }) => events.map(({ id }) => id),
  'event.not-after': ({ events }) => events.map(({ notAfter }) => notAfter),
  'event.not-before': ({ events }) => events.map(({ notBefore }) => notBefore),
  'event.not-before-deadline': ({ events }) => events.map(({ notBeforeDeadline }) => notBeforeDeadline),
  'instance-state-code': ({ state }) => [String(instanceStateCodes[state])],
  'instance-state-name': ({ state }) => [state],
  'instance-status.reachability': ({ checks }) => [checks.instance === 'ok' ? 'passed' : 'failed'],
  'instance-status.status': ({ checks }) => [checks.instance],
  'system-status.reachability': ({ checks }) => [checks.system === 'ok' ? 'passed' : 'failed'],
  'system-status.status': ({ checks }) => [checks.system],
  'attached-ebs-status.status': ({ checks }) => [checks.ebs],
};
