import { DescribeInstancesCommand, DescribeInstanceStatusCommand } from '@aws-sdk/client-ec2';
import { DescribeTargetGroupsCommand, DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labCommand } from './control-client.ts';
import { demoCredentials, demoWorld } from './demo-estate.ts';
import { type Lab, startLab } from './start.ts';
import { cloudflare, ec2Client, elbv2Client } from './testing/test-lab.ts';
import type { DnsRecord } from './world/cloudflare-schema.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await startLab({ world: () => demoWorld() });
});
afterEach(() => lab.stop());

const say = (line: string) => labCommand(lab.url, line.split(' '));
const client = (region: string) => ec2Client(lab, { region, credentials: demoCredentials.production });
const named = async (region: string, name: string) => {
  const { Reservations = [] } = await client(region).send(
    new DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: [name] }] }),
  );
  return Reservations.flatMap(({ Instances = [] }) => Instances);
};
const recordsOf = async (zone: string, query: string) => {
  const id = lab.world.zoneNamed(zone)?.id;
  const answer = await cloudflare(
    lab,
    'GET',
    `/zones/${id}/dns_records?${query}`,
    undefined,
    demoCredentials.cloudflare,
  );
  return answer.body.result as DnsRecord[];
};

describe('lab commands', () => {
  it.each([
    [
      'fail nosuch',
      'service is one of: ec2, elbv2, elb, sts, cloudflare, powerdns, libvirt, aws, all; how is one of: 429, ',
    ],
    ['fail ec2', 'stale, skew (fail <service> <how> [value])'],
    ['fail ec2 nosuch', 'how is one of: 429, 500, hang, '],
    ['heal nosuch', 'service is one of: '],
    ['fail ec2 429 soon', 'retryAfter is no number'],
    ['host room-hv-1 sideways', 'act is one of: down, up (host <host> <act>)'],
    ['replace-instance', 'is missing (replace-instance <'],
  ])('%s is refused in one plain line', async (line, told) => {
    const message = await say(line).catch((error: Error) => error.message);
    expect(message).toContain(told);
    expect(message).not.toMatch(/\n|undefined|Invalid option|is is/);
  });

  it('schedule maintenance, which happens once its time has come', async () => {
    expect(await say('event eu-prod-web-1 instance-stop in 2 days')).toMatch(/instance-stop of i-/);
    const events = async () => {
      const { InstanceStatuses = [] } = await client('eu-west-1').send(
        new DescribeInstanceStatusCommand({
          IncludeAllInstances: true,
          Filters: [{ Name: 'event.code', Values: ['instance-stop'] }],
        }),
      );
      return InstanceStatuses.flatMap(({ Events = [] }) => Events);
    };
    expect(await events()).toMatchObject([{ Code: 'instance-stop', NotBefore: expect.any(Date) }]);
    await say('tick 2d');
    await say('tick 10s');
    const [web] = await named('eu-west-1', 'eu-prod-web-1');
    expect([web?.State?.Name, web?.PublicIpAddress]).toEqual(['stopped', undefined]);
    expect((await events())[0]?.Description).toMatch(/^\[Completed\]/);
    await say('tick 8d');
    expect(await events()).toEqual([]);
  });

  it('replace an instance: other id, other addresses, same name, same load balancers', async () => {
    const [before] = await named('us-east-1', 'us-prod-api-1');
    await say('replace-instance us-prod-api-1');
    await say('tick 30s');
    const both = await named('us-east-1', 'us-prod-api-1');
    const after = both.find(({ State }) => State?.Name === 'running');
    expect(both.find(({ InstanceId }) => InstanceId === before?.InstanceId)?.State?.Name).toBe('terminated');
    expect(after?.InstanceId).not.toBe(before?.InstanceId);
    expect(after?.PublicIpAddress).not.toBe(before?.PublicIpAddress);
    const v2 = elbv2Client(lab, { region: 'us-east-1', credentials: demoCredentials.production });
    const { TargetGroups = [] } = await v2.send(new DescribeTargetGroupsCommand({ Names: ['us-prod-api'] }));
    const health = await v2.send(new DescribeTargetHealthCommand({ TargetGroupArn: TargetGroups[0]?.TargetGroupArn }));
    const targets = (health.TargetHealthDescriptions ?? []).map(({ Target }) => Target?.Id);
    expect(targets).toContain(after?.PrivateIpAddress);
    expect(targets).not.toContain(before?.PrivateIpAddress);
  });

  it('replace an instance behind a classic load balancer', async () => {
    await say('replace-instance eu-prod-router-a-1');
    const region = lab.world.account('111122223333').region('eu-west-1');
    const [successor] = [...region.instances].filter(({ state }) => state === 'pending');
    const registered = region.classicLoadBalancers.get('eu-prod-router-a')?.instances.map(({ id }) => id);
    expect(registered).toHaveLength(3);
    expect(registered).toContain(successor?.id);
  });

  it('let things happen to virtual machines and their hosts', async () => {
    expect(await say('machine wiki reboot')).toBe('wiki is rebooted');
    expect(await say('machine wiki stop')).toBe('wiki was running and is shutoff');
    await expect(say('machine wiki reboot')).rejects.toThrow('wiki is shutoff and cannot reboot');
    expect(await say('machine wiki start')).toBe('wiki was shutoff and is running');
    expect(await say('machine wiki crash')).toBe('wiki was running and is crashed');
    expect(await say('machine runner-4 migrate room-hv-1 copy=yes')).toBe(
      'runner-4 has gone from room-hv-2 to room-hv-1',
    );
    const on = (host: string, name: string) => lab.world.hypervisors.get(host)?.machineNamed(name)?.state;
    expect([on('room-hv-1', 'runner-4'), on('room-hv-2', 'runner-4')]).toEqual(['running', 'shutoff']);
    await expect(say('machine runner-4 migrate room-hv-1')).rejects.toThrow('cannot go to room-hv-1');
    await expect(say('machine runner-4 migrate')).rejects.toThrow('to which host?');
    expect(await say('machine newcomer add room-hv-3')).toBe('newcomer runs on room-hv-3');
    expect(await say('machine newcomer remove')).toBe('newcomer is no more');
    await expect(say('machine newcomer start')).rejects.toThrow('there is no virtual machine "newcomer"');
    expect(await say('host room-hv-2 down')).toBe('room-hv-2 is down');
    expect(await say('status')).toMatch(/room-hv-2: 6 virtual machines \(4 running\), cannot be reached/);
    expect(await say('host room-hv-2 up')).toBe('room-hv-2 is up');
    await expect(say('host elsewhere down')).rejects.toThrow('there are room-hv-1, room-hv-2, room-hv-3');
    expect(await say('fail libvirt cut 3 host=room-hv-1 operation=domainGetXmlDesc')).toMatch(/libvirt cut after=3 .*host=room-hv-1/); // prettier-ignore
    await say('heal libvirt');
  });

  it('edit records as somebody else would', async () => {
    await say('record add new.eu.meridian.example A 192.0.2.77 ttl=120 comment=hello');
    expect(await recordsOf('eu.meridian.example', 'name=new.eu.meridian.example')).toMatchObject([
      { content: '192.0.2.77', ttl: 120, comment: 'hello' },
    ]);
    expect(await say('record set new.eu.meridian.example A 192.0.2.77,192.0.2.78 ttl=60')).toBe(
      'new.eu.meridian.example A: 0 gone, 1 kept, 1 new',
    );
    const set = await recordsOf('eu.meridian.example', 'name=new.eu.meridian.example');
    expect(set.map(({ content, ttl, comment }) => [content, ttl, comment])).toEqual([
      ['192.0.2.77', 60, 'hello'],
      ['192.0.2.78', 60, 'hello'],
    ]);
    await say('record delete new.eu.meridian.example A 192.0.2.77');
    expect(await recordsOf('eu.meridian.example', 'name=new.eu.meridian.example')).toHaveLength(1);
    await expect(say('record add apps.eu.meridian.example CNAME x.example')).rejects.toThrow(/would refuse.*81053/);
    await say('record add eu.meridian.example TXT v=spf1 ip4:192.0.2.1 -all');
    expect(
      (await recordsOf('eu.meridian.example', 'content.contains=192.0.2.1')).map(({ content }) => content),
    ).toEqual(['"v=spf1 ip4:192.0.2.1 -all"']);
    await expect(say('record add www.elsewhere.example A 192.0.2.1')).rejects.toThrow(/no Cloudflare zone/);
  });

  it('release and move addresses', async () => {
    await say('move-address 198.51.100.190 eu-prod-worker-4');
    expect((await named('eu-west-1', 'eu-prod-worker-4'))[0]?.PublicIpAddress).toBe('198.51.100.190');
    await say('release-address 198.51.100.190');
    expect((await named('eu-west-1', 'eu-prod-worker-4'))[0]?.PublicIpAddress).toBeUndefined();
    await expect(say('release-address 198.51.100.190')).rejects.toThrow('there is no Elastic IP "198.51.100.190"');
  });

  it('set health by name or address', async () => {
    await say('health us-prod-api us-prod-api-1 unhealthy Target.Timeout');
    await say('health us-prod-api us-prod-api-3 healthy');
    expect(await say('status')).toMatch(/us-prod-api: 10\.30\.\d\.\d+ is unhealthy \(Target\.Timeout\)/);
    await expect(say('health us-prod-api us-prod-web-1 healthy')).rejects.toThrow(/is not in us-prod-api/);
  });

  it('reset everything', async () => {
    await say('terminate-instance eu-prod-web-1');
    await say('fail all 500');
    await say('load 1000');
    await say('reset');
    expect(lab.faults.list()).toEqual([]);
    expect((await named('eu-west-1', 'eu-prod-web-1'))[0]?.State?.Name).toBe('running');
    expect(await say('status')).toContain('0 faults are set, 0 objects loaded');
  });

  it('show what was asked for', async () => {
    await client('eu-west-1').send(new DescribeInstancesCommand({ MaxResults: 5 }));
    expect(await say('requests')).toContain('1 × ec2 DescribeInstances');
  });

  it('explain themselves, and what they refuse', async () => {
    expect(await say('help')).toContain('replace-instance <instance>');
    await expect(say('dance')).rejects.toThrow('there is no "dance"');
    await expect(say('event nobody instance-stop')).rejects.toThrow('there is no instance "nobody" in the lab');
    await expect(say('event eu-prod-web-1 instance-stop whenever')).rejects.toThrow('"whenever" is no time');
    await expect(say('fail ec2 sulk')).rejects.toThrow(/how is one of/);
    await expect(say('fail ec2 500 colour=blue')).rejects.toThrow('status is no number (fail ');
    await expect(say('tick 1h 2h speed=2')).rejects.toThrow('"1h 2h speed=2" is no time');
    await expect(say('fail nobody 500')).rejects.toThrow(/service/);
    await expect(labCommand('http://127.0.0.1:1', ['status'])).rejects.toThrow(/No lab answers/);
  });
});

describe('the control API', () => {
  const post = async (path: string, body: unknown) => {
    const response = await fetch(`${lab.url}/lab${path}`, { method: 'POST', body: JSON.stringify(body) });
    return {
      status: response.status,
      body: (await response.json()) as { text?: string; data?: unknown; error?: string },
    };
  };

  it('gives the state in figures', async () => {
    const summary = (await (await fetch(`${lab.url}/lab`)).json()) as { regions: unknown[]; events: unknown[] };
    expect(summary.regions).toContainEqual({
      account: 'meridian-production',
      region: 'eu-west-1',
      instances: 31,
      running: 31,
      addresses: 8,
      loadBalancers: 5,
    });
    expect(summary.events).toHaveLength(3);
  });

  it('takes each command as JSON', async () => {
    const event = await post('/event', {
      instance: 'eu-prod-web-1',
      code: 'instance-stop',
      when: '2027-01-01T00:00:00Z',
    });
    expect(event).toMatchObject({ status: 200, body: { data: { notBefore: '2027-01-01T00:00:00.000Z' } } });
    const fault = await post('/fail', {
      service: 'cloudflare',
      how: '429',
      retryAfter: 3,
      times: 2,
      zone: 'meridian.example',
    });
    expect(fault.body.data).toMatchObject({ times: 2, zone: 'meridian.example', what: { how: '429', retryAfter: 3 } });
    expect((await post('/heal', {})).body.data).toEqual({ healed: 1 });
  });

  it('refuses what it does not understand with 400 and a sentence', async () => {
    expect(await post('/event', { instance: 'eu-prod-web-1' })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('code') },
    });
    const strange = { service: 'ec2', how: '500', colour: 'blue' };
    expect(await post('/fail', strange)).toMatchObject({ status: 400, body: { error: 'a fault has no "colour"' } });
    expect((await post('/tick', { hours: 1 })).status).toBe(400);
    const garbled = await fetch(`${lab.url}/lab`, { method: 'POST', body: '{' });
    expect([garbled.status, (await fetch(`${lab.url}/lab`, { method: 'PUT' })).status]).toEqual([400, 405]);
  });
});
