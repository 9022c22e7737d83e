/** An AWS account for tests, in the words of the lab: two regions in use, and one of everything that can look unusual. */

export const account = '111122223333';
export const region = 'eu-west-1';
/** More than one page of instances. */
export const instanceCount = 1_010;

const arn = (kind: string, name: string, where = region) =>
  `arn:aws:elasticloadbalancing:${where}:${account}:${kind}/${name}`;
const alb = arn('loadbalancer', 'app/web/0123456789abcdef');
const nlb = arn('loadbalancer', 'net/edge/fedcba9876543210');
export const arns = {
  alb,
  nlb,
  classic: arn('loadbalancer', 'old-web'),
  web: arn('targetgroup', 'web/0123456789abcdef'),
  pods: arn('targetgroup', 'pods/1123456789abcdef'),
  job: arn('targetgroup', 'job/2123456789abcdef'),
};

const hex = (number: number) => number.toString(16).padStart(17, '0');
export const instanceId = (number: number) => `i-${hex(number)}`;

const instance = (number: number, where = region) => ({
  id: instanceId(number),
  // Some share one: a page may end inside of a reservation.
  reservationId: `r-${hex(Math.floor(number / 3))}`,
  type: 'm6i.large',
  imageId: 'ami-0123456789abcdef0',
  state: 'running' as const,
  launchTime: '2026-01-02T03:04:05.000Z',
  availabilityZone: `${where}a`,
  subnetId: 'subnet-0123456789abcdef0',
  vpcId: 'vpc-0123456789abcdef0',
  privateIp: `10.0.${Math.floor(number / 250)}.${1 + (number % 250)}`,
  tags: { role: 'web', Name: `machine-${number}` } as Record<string, string>,
});

const special = [
  {
    ...instance(1),
    ipv6: ['2001:DB8:0:0:0:0:0:a', '2001:db8::0:9'],
    publicIp: '198.51.100.7',
    givenPublicIp: true,
    tags: { Name: 'bücher-☕', 'empty:tag': '' },
    checks: { system: 'ok' as const, instance: 'impaired' as const, ebs: 'ok' as const },
    events: [
      {
        id: 'instance-event-0a',
        code: 'instance-retirement' as const,
        description: 'The instance is running on degraded hardware',
        notBefore: '2099-01-02T03:04:05.000Z',
      },
      {
        id: 'instance-event-0b',
        code: 'system-reboot' as const,
        description: '[Completed] The host was rebooted',
        notBefore: '2099-01-02T03:04:05.000Z',
        notAfter: '2099-01-02T05:04:05.000Z',
        notBeforeDeadline: '2099-01-09T05:04:05.000Z',
      },
      {
        id: 'instance-event-0c',
        code: 'instance-stop' as const,
        description: '[Canceled] The instance stops',
        notBefore: '2099-01-02T03:04:05.000Z',
      },
    ],
  },
  { ...instance(2), state: 'stopped' as const, tags: {} },
  { ...instance(3), state: 'terminated' as const },
];

const target = (id: string, state: 'healthy' | 'unhealthy' | 'draining' | 'initial') => ({ id, port: 8080, state });

export const estate = (keys: object[]) => ({
  seed: 'conformance',
  aws: [
    {
      id: account,
      alias: 'conformance',
      keys,
      regions: {
        [region]: {
          instances: {
            items: [
              ...special,
              ...Array.from({ length: instanceCount - special.length }, (_, index) => instance(index + 4)),
            ],
          },
          addresses: {
            items: [
              {
                id: 'eipalloc-0123456789abcdef0',
                publicIp: '203.0.113.9',
                association: {
                  id: 'eipassoc-0123456789abcdef0',
                  instanceId: instanceId(4),
                  networkInterfaceId: 'eni-0123456789abcdef0',
                  privateIp: '10.0.0.5',
                },
                tags: { Name: 'edge' },
              },
              { id: 'eipalloc-1123456789abcdef0', publicIp: '203.0.113.10' },
            ],
          },
          loadBalancers: {
            items: [
              loadBalancer(alb, 'web', 'application', []),
              loadBalancer(nlb, 'edge', 'network', [
                { ip: '203.0.113.20', ipv6: '2001:DB8::0:20', privateIp: '10.0.9.1' },
              ]),
            ],
          },
          targetGroups: {
            items: [
              {
                id: arns.web,
                name: 'web',
                protocol: 'HTTP' as const,
                port: 8080,
                vpcId: 'vpc-0123456789abcdef0',
                targetType: 'instance' as const,
                loadBalancerArns: [alb],
                targets: [
                  target(instanceId(5), 'healthy'),
                  target(instanceId(4), 'unhealthy'),
                  target(instanceId(6), 'draining'),
                ],
                tags: { role: 'web' },
              },
              {
                id: arns.pods,
                name: 'pods',
                protocol: 'TCP' as const,
                port: 8080,
                vpcId: 'vpc-0123456789abcdef0',
                targetType: 'ip' as const,
                loadBalancerArns: [nlb],
                targets: [target('10.0.0.8', 'healthy'), target('10.0.0.7', 'initial')],
              },
              { id: arns.job, name: 'job', targetType: 'lambda' as const },
            ],
          },
          classicLoadBalancers: {
            items: [
              {
                id: 'old-web',
                dnsName: 'Old-Web-123456789.eu-west-1.elb.amazonaws.com',
                hostedZoneId: 'Z0123456789',
                scheme: 'internet-facing' as const,
                vpcId: 'vpc-0123456789abcdef0',
                createdAt: '2020-01-02T03:04:05.000Z',
                zones: ['eu-west-1b', 'eu-west-1a'],
                subnets: [],
                listeners: [],
                healthCheckTarget: 'HTTP:80/',
                instances: [
                  { id: instanceId(5), state: 'InService' as const },
                  {
                    id: instanceId(4),
                    state: 'OutOfService' as const,
                    reasonCode: 'Instance' as const,
                    description:
                      'Instance has failed at least the UnhealthyThreshold number of health checks consecutively.',
                  },
                ],
                tags: { role: 'old' },
              },
            ],
          },
        },
        'us-east-1': { instances: { items: [instance(5_000, 'us-east-1')] } },
      },
    },
  ],
});

function loadBalancer(id: string, name: string, type: 'application' | 'network', addresses: object[]) {
  return {
    id,
    name,
    type,
    scheme: 'internet-facing' as const,
    dnsName: `${name}-123456789.elb.eu-west-1.amazonaws.com`,
    hostedZoneId: 'Z0123456789',
    vpcId: 'vpc-0123456789abcdef0',
    createdAt: '2024-01-02T03:04:05.000Z',
    zones: [
      { name: 'eu-west-1b', subnetId: 'subnet-1', addresses },
      { name: 'eu-west-1a', subnetId: 'subnet-0' },
    ],
    tags: { role: name },
  };
}
