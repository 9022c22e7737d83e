import { describe, expect, it } from 'vitest';
import { type Lab, startLab, startTlsLab } from '../../../lab/start.ts';
import { Clock } from '../../../lab/world/clock.ts';
import type { WorldInput } from '../../../lab/world/snapshot.ts';
import { World } from '../../../lab/world/world.ts';
import { aws } from '../aws/aws.ts';
import type { PulledSource, PullTools } from '../system.ts';
import { z } from 'zod';
import { addressPolicy } from '../../../runtime/http/address-policy.ts';
import { connectAws } from '../aws/connection.ts';
import { operations } from '../aws/operations.ts';
import { account, arns, estate, instanceId, region } from './aws-estate.ts';
import { checkWith, pullAll } from './pull-all.ts';
import { reverseAll } from './reversed.ts';
import type { Fault, StandIn } from './stand-in.ts';
import { conformance } from './suite.ts';

const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

const world = () => {
  const clock = new Clock();
  clock.freeze();
  return new World(estate([{ ...key, userName: 'switchyard' }]) as WorldInput, clock);
};

const sourceAt = (
  url: string,
  secretAccessKey: string = key.secretAccessKey,
  settings: object = { regions: [region, 'us-east-1'] },
): PulledSource => ({
  id: '0192f000-0000-7000-8000-000000000001',
  name: 'aws-test',
  settings: { accessKeyId: key.accessKeyId, endpoint: `${url}/aws`, ...settings },
  secrets: { secretAccessKey },
});

async function start(): Promise<StandIn> {
  const lab = await startLab({ world });
  const tls = await startTlsLab({ world });
  const isOfSource = ({ how }: Fault) => how === 'revoke' || how === 'other-account';
  return {
    system: aws,
    source: sourceAt(lab.url, key.secretAccessKey),
    wrongSource: sourceAt(lab.url, 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY'),
    untrustedSource: sourceAt(tls.url, key.secretAccessKey),
    listed: { kind: 'instances', scope: region },
    fail(fault) {
      const listing = { service: 'ec2' as const, operation: 'DescribeInstances', region };
      const what =
        fault.how === '500' ? { ...fault, status: 500 } : fault.how === 'half-page' ? { ...fault, page: 2 } : fault;
      lab.faults.add({ ...(isOfSource(fault) ? { service: 'aws' as const } : listing), what } as Parameters<
        typeof lab.faults.add
      >[0]);
    },
    heal() {
      lab.faults.heal();
      lab.refill();
    },
    requests: () => lab.requests.list().length,
    async reorder() {
      for (const each of [...lab.world.accounts.values()].flatMap(({ regions }) => regions)) {
        reverseAll(each.instances);
        reverseAll(each.addresses);
        reverseAll(each.loadBalancers);
        reverseAll(each.targetGroups);
        reverseAll(each.classicLoadBalancers);
      }
    },
    async stop() {
      await Promise.all([lab.stop(), tls.stop()]);
    },
  };
}

conformance('aws', { pages: true, counts: false, accounts: true }, start);

describe('aws', () => {
  const withLab = async (test: (lab: Lab) => Promise<void>) => {
    const lab = await startLab({ world });
    try {
      await test(lab);
    } finally {
      await lab.stop();
    }
  };
  type Fault = Parameters<Lab['faults']['add']>[0];
  const missing = (lab: Lab, permission: string) =>
    lab.faults.add({ service: 'aws', what: { how: 'missing', permission } } as Fault);

  it('reads every kind of a region', () =>
    withLab(async (lab) => {
      const record = await pullAll(aws, sourceAt(lab.url));
      const row = (kind: Parameters<typeof record.rows>[0], key: string) =>
        record.rows(kind).find((one) => one.key === key);
      expect(row('instances', instanceId(1))).toMatchObject({
        name: 'bücher-☕',
        state: 'running',
        statusCheck: 'impaired',
        publicAddresses: ['198.51.100.7'],
        privateAddresses: ['10.0.0.2'],
        ipv6Addresses: ['2001:db8::a', '2001:db8::9'],
        launchedAt: '2026-01-02T03:04:05.000Z',
        tags: { Name: 'bücher-☕', 'empty:tag': '' },
        account,
        region,
      });
      expect(row('instances', instanceId(2))).toMatchObject({
        name: instanceId(2),
        state: 'stopped',
        statusCheck: 'not-applicable',
      });
      expect(row('instances', instanceId(3))).toBeUndefined();
      expect(record.ofType('deleted')).toEqual([
        { type: 'deleted', kind: 'instances', scope: region, keys: [instanceId(3)] },
      ]);
      expect(row('maintenance_events', 'instance-event-0a')).toMatchObject({
        name: `Retirement of ${instanceId(1)}`,
        state: 'scheduled',
        instanceKey: instanceId(1),
        notBefore: '2099-01-02T03:04:05.000Z',
        notAfter: null,
        deadline: null,
      });
      expect(row('maintenance_events', 'instance-event-0b')).toMatchObject({
        state: 'completed',
        description: 'The host was rebooted',
        deadline: '2099-01-09T05:04:05.000Z',
      });
      expect(row('maintenance_events', 'instance-event-0c')).toMatchObject({ state: 'canceled' });
      expect(row('addresses', 'eipalloc-0123456789abcdef0')).toMatchObject({
        name: 'edge',
        address: '203.0.113.9',
        privateAddress: '10.0.0.5',
        instanceKey: instanceId(4),
      });
      expect(row('addresses', 'eipalloc-1123456789abcdef0')).toMatchObject({ name: '203.0.113.10', instanceKey: null });
      expect(row('load_balancers', arns.nlb)).toMatchObject({
        type: 'network',
        addresses: ['2001:db8::20', '203.0.113.20'],
        availabilityZones: ['eu-west-1a', 'eu-west-1b'],
        targets: [],
        healthyCount: null,
        tags: { role: 'edge' },
      });
      expect(row('load_balancers', arns.classic)).toMatchObject({
        type: 'classic',
        name: 'old-web',
        dnsName: 'old-web-123456789.eu-west-1.elb.amazonaws.com',
        healthyCount: 1,
        targets: [
          { id: instanceId(4), port: null, health: 'unhealthy', reason: expect.stringMatching(/^Instance has failed/) },
          { id: instanceId(5), port: null, health: 'healthy', reason: null },
        ],
        tags: { role: 'old' },
      });
      expect(row('target_groups', arns.web)).toMatchObject({
        healthyCount: 1,
        targetCount: 3,
        targets: [
          { id: instanceId(4), port: 8080, health: 'unhealthy' },
          { id: instanceId(5), port: 8080, health: 'healthy' },
          { id: instanceId(6), port: 8080, health: 'draining' },
        ],
        loadBalancerKeys: [arns.alb],
        loadBalancerNames: ['web'],
        tags: { role: 'web' },
      });
      expect(row('target_groups', arns.pods)).toMatchObject({
        targetType: 'ip',
        targets: [{ id: '10.0.0.7', health: 'initial' }, { id: '10.0.0.8' }],
        loadBalancerNames: ['edge'],
      });
    }));

  it('asks for pages, and never for everything at once', () =>
    withLab(async (lab) => {
      await pullAll(aws, sourceAt(lab.url));
      const asked = lab.requests.list().filter(({ where }) => where === region);
      const paged = asked.filter(({ operation }) =>
        /^Describe(Instances|InstanceStatus|LoadBalancers|TargetGroups)$/.test(operation),
      );
      expect(paged.length).toBeGreaterThan(5);
      expect(paged.filter(({ parameters }) => !parameters['MaxResults'] && !parameters['PageSize'])).toEqual([]);
      const status = asked.filter(({ operation }) => operation === 'DescribeInstanceStatus');
      expect(status.map(({ parameters }) => parameters['IncludeAllInstances'])).toEqual(['true', 'true']);
    }));

  it('lists every region that is enabled when none is named', () =>
    withLab(async (lab) => {
      const record = await pullAll(aws, sourceAt(lab.url, undefined, {}));
      const [{ scopes } = { scopes: [] }] = record.ofType('scopes');
      expect(scopes).toContain('eu-west-1');
      expect(scopes).not.toContain('af-south-1');
      expect(scopes.length).toBeGreaterThan(10);
      expect(record.ends().filter(({ complete }) => complete)).toHaveLength(scopes.length * 5);
    }));

  it('says of a region that is named and not enabled that a person must act, and lists the others', () =>
    withLab(async (lab) => {
      const record = await pullAll(aws, sourceAt(lab.url, undefined, { regions: ['af-south-1', region] }));
      expect(record.error).toBeUndefined();
      expect(record.ofType('scopes')[0]?.scopes).toEqual(['af-south-1', region]);
      for (const kind of aws.card.provides) {
        expect(record.end({ kind, scope: 'af-south-1' })).toMatchObject({
          complete: false,
          error: { type: 'permanent' },
        });
        expect(record.end({ kind, scope: region })?.complete).toBe(true);
      }
      const check = await checkWith(aws, sourceAt(lab.url, undefined, { regions: ['af-south-1', region] }));
      expect(check.items.filter(({ ok }) => !ok)).toMatchObject([{ ability: 'Region af-south-1' }]);
    }));

  it('takes a refusal in one region for that of the region while STS accepts the credentials', () =>
    withLab(async (lab) => {
      lab.faults.add({ service: 'ec2', region, what: { how: 'revoke' } } as Fault);
      const record = await pullAll(aws, sourceAt(lab.url));
      expect(record.error).toBeUndefined();
      expect(record.end({ kind: 'instances', scope: region })).toMatchObject({
        complete: false,
        error: { type: 'auth' },
      });
      expect(record.end({ kind: 'load_balancers', scope: region })?.complete).toBe(true);
      expect(record.end({ kind: 'instances', scope: 'us-east-1' })?.complete).toBe(true);
    }));

  it('lists instances without status where the status may not be read, and calls the events incomplete', () =>
    withLab(async (lab) => {
      missing(lab, 'ec2:DescribeInstanceStatus');
      const record = await pullAll(aws, sourceAt(lab.url));
      expect(record.error).toBeUndefined();
      expect(record.end({ kind: 'instances', scope: region })?.complete).toBe(true);
      expect(record.rows('instances').every((row) => (row as { statusCheck?: unknown }).statusCheck === null)).toBe(
        true,
      );
      expect(record.end({ kind: 'maintenance_events', scope: region })).toMatchObject({
        complete: false,
        error: { type: 'auth', needs: 'ec2:DescribeInstanceStatus' },
      });
    }));

  it('lists no instances when their status failed, since all of them would seem to have changed', () =>
    withLab(async (lab) => {
      lab.faults.add({
        service: 'ec2',
        operation: 'DescribeInstanceStatus',
        region,
        what: { how: '500', status: 503 },
      } as Fault);
      const record = await pullAll(aws, sourceAt(lab.url));
      expect(record.rows('instances', region)).toEqual([]);
      for (const kind of ['instances', 'maintenance_events'] as const)
        expect(record.end({ kind, scope: region })).toMatchObject({ complete: false, error: { type: 'transient' } });
      expect(record.end({ kind: 'addresses', scope: region })?.complete).toBe(true);
    }));

  it.each([
    ['ec2:DescribeInstances', 'instances'],
    ['ec2:DescribeAddresses', 'addresses'],
    ['elasticloadbalancing:DescribeLoadBalancers', 'load_balancers'],
    ['elasticloadbalancing:DescribeInstanceHealth', 'load_balancers'],
    ['elasticloadbalancing:DescribeTags', 'load_balancers'],
    ['elasticloadbalancing:DescribeTargetGroups', 'target_groups'],
    ['elasticloadbalancing:DescribeTargetHealth', 'target_groups'],
  ] as const)('names %s where it is missing, in the pull and in the test of the connection', (permission, kind) =>
    withLab(async (lab) => {
      missing(lab, permission);
      const record = await pullAll(aws, sourceAt(lab.url));
      expect(record.error).toBeUndefined();
      expect(record.end({ kind, scope: region })).toMatchObject({
        complete: false,
        error: { type: 'auth', needs: permission },
      });
      expect(record.end({ kind: 'instances', scope: region })?.complete).toBe(permission !== 'ec2:DescribeInstances');
      const check = await checkWith(aws, sourceAt(lab.url));
      expect(check.ok).toBe(false);
      expect(check.account).toBe(account);
      expect(new Set(check.items.filter(({ ok }) => !ok).map(({ needs }) => needs))).toEqual(new Set([permission]));
    }),
  );

  it('does without the permission to list regions where they are named, and says so where they are not', () =>
    withLab(async (lab) => {
      missing(lab, 'ec2:DescribeRegions');
      const named = await pullAll(aws, sourceAt(lab.url));
      expect(named.error).toBeUndefined();
      expect(named.end({ kind: 'instances', scope: region })?.complete).toBe(true);
      const unnamed = await pullAll(aws, sourceAt(lab.url, undefined, {}));
      expect(unnamed.error).toMatchObject({ type: 'auth', needs: 'ec2:DescribeRegions' });
    }));

  it('goes on after it was throttled a moment, having asked everybody in that budget to wait', () =>
    withLab(async (lab) => {
      lab.faults.add({
        service: 'ec2',
        operation: 'DescribeInstances',
        region,
        times: 2,
        what: { how: '429' },
      } as Fault);
      const record = await pullAll(aws, sourceAt(lab.url));
      expect(record.end({ kind: 'instances', scope: region })?.complete).toBe(true);
      expect(record.pauses).toEqual([
        { family: `ec2:${region}`, left: 0, seconds: 1 },
        { family: `ec2:${region}`, left: 0, seconds: 2 },
      ]);
    }));

  it('signs by the clock of the provider once it has been told that its own is off', () =>
    withLab(async (lab) => {
      lab.faults.add({ service: 'aws', what: { how: 'skew', ms: 3_600_000 } } as Fault);
      const record = await pullAll(aws, sourceAt(lab.url));
      expect(record.error).toBeUndefined();
      expect(record.ends().every(({ complete }) => complete)).toBe(true);
    }));

  it('gives up on a provider that takes the request and never answers', () =>
    withLab(async (lab) => {
      lab.faults.add({ service: 'sts', what: { how: 'hang' } } as Fault);
      const { signal } = new AbortController();
      const tools = {
        policy: addressPolicy({ allow: ['127.0.0.0/8'] }),
        signal,
        turn: async () => undefined,
        remaining: () => undefined,
      } as unknown as PullTools;
      const connection = connectAws(sourceAt(lab.url), tools, signal, { connectMs: 100, requestMs: 200, idleMs: 200 });
      const call = connection.call(operations.getCallerIdentity, region, {}, z.object({}));
      await expect(call).rejects.toMatchObject({
        type: 'transient',
        message: expect.stringContaining('no complete answer in time'),
      });
      expect(lab.requests.list()).toHaveLength(1);
      connection.close();
    }));
});
