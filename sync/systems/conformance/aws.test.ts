import { startLab, startTlsLab } from '../../../lab/start.ts';
import { Clock } from '../../../lab/world/clock.ts';
import type { WorldInput } from '../../../lab/world/snapshot.ts';
import { World } from '../../../lab/world/world.ts';
import { aws } from '../aws/aws.ts';
import type { PulledSource } from '../system.ts';
import { estate, region } from './aws-estate.ts';
import { reverseAll } from './reversed.ts';
import type { Fault, StandIn } from './stand-in.ts';
import { conformance } from './suite.ts';

const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

const world = () => {
  const clock = new Clock();
  clock.freeze();
  return new World(estate([{ ...key, userName: 'switchyard' }]) as WorldInput, clock);
};

const sourceAt = (url: string, secretAccessKey: string): PulledSource => ({
  id: '0192f000-0000-7000-8000-000000000001',
  name: 'aws-test',
  settings: { accessKeyId: key.accessKeyId, regions: [region, 'us-east-1'], endpoint: `${url}/aws` },
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
