/** The estate of "Meridian", an imaginary shop: two production clusters and a staging one that both share. */

export interface RoleSpec {
  role: string;
  count: number;
  type: string;
  /** Left out: private only. `given` ends with a stop of the instance, `elastic` stays. */
  publicAddress?: 'given' | 'elastic';
  ipv6?: boolean;
  architecture?: 'arm64';
}

export interface ClusterSpec {
  name: string;
  short: 'eu' | 'us' | 'staging';
  region: string;
  accountId: string;
  zones: readonly string[];
  /** First half of the private addresses, and the block the public ones come from (RFC 5737). */
  privateNet: string;
  publicNet: string;
  roles: readonly RoleSpec[];
}

export const productionAccount = '111122223333';
export const stagingAccount = '444455556666';

const routers = (letter: 'a' | 'b', count: number): RoleSpec => ({
  role: `router-${letter}`,
  count,
  type: 'c6i.large',
  publicAddress: 'given',
  ipv6: true,
});

export const demoClusters: readonly ClusterSpec[] = [
  {
    name: 'eu-prod',
    short: 'eu',
    region: 'eu-west-1',
    accountId: productionAccount,
    zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
    privateNet: '10.20',
    publicNet: '198.51.100',
    roles: [
      routers('a', 3),
      routers('b', 3),
      { role: 'web', count: 4, type: 'c6i.xlarge', publicAddress: 'given', ipv6: true },
      { role: 'api', count: 3, type: 'c6i.xlarge', publicAddress: 'given' },
      { role: 'worker', count: 4, type: 'm6g.large', architecture: 'arm64' },
      { role: 'postgres', count: 2, type: 'r6i.2xlarge' },
      { role: 'redis', count: 2, type: 'r6g.large', architecture: 'arm64' },
      { role: 'search', count: 3, type: 'r6i.large' },
      { role: 'monitor', count: 1, type: 't3.large' },
      { role: 'bastion', count: 1, type: 't3.micro', publicAddress: 'elastic' },
      { role: 'nat', count: 1, type: 'c6i.large', publicAddress: 'elastic' },
      { role: 'mail', count: 1, type: 't3.medium', publicAddress: 'elastic', ipv6: true },
      { role: 'dns', count: 1, type: 't3.small', publicAddress: 'elastic' },
    ],
  },
  {
    name: 'us-prod',
    short: 'us',
    region: 'us-east-1',
    accountId: productionAccount,
    zones: ['us-east-1a', 'us-east-1b', 'us-east-1d'],
    privateNet: '10.30',
    publicNet: '203.0.113',
    roles: [
      routers('a', 3),
      routers('b', 3),
      { role: 'web', count: 3, type: 'c6i.xlarge', publicAddress: 'given', ipv6: true },
      { role: 'api', count: 3, type: 'c6i.xlarge', publicAddress: 'given' },
      { role: 'worker', count: 2, type: 'm6g.large', architecture: 'arm64' },
      { role: 'postgres', count: 2, type: 'r6i.2xlarge' },
      { role: 'redis', count: 1, type: 'r6g.large', architecture: 'arm64' },
      { role: 'reports', count: 1, type: 'm6i.large' },
      { role: 'bastion', count: 1, type: 't3.micro', publicAddress: 'elastic' },
      { role: 'dns', count: 1, type: 't3.small', publicAddress: 'elastic' },
    ],
  },
  {
    name: 'staging',
    short: 'staging',
    region: 'eu-central-1',
    accountId: stagingAccount,
    zones: ['eu-central-1a', 'eu-central-1b'],
    privateNet: '10.40',
    publicNet: '192.0.2',
    roles: [
      routers('a', 2),
      routers('b', 1),
      { role: 'web', count: 1, type: 't3.large' },
      { role: 'worker', count: 1, type: 't3.large' },
      { role: 'postgres', count: 1, type: 't3.xlarge' },
      { role: 'redis', count: 1, type: 't3.medium' },
      { role: 'ci', count: 2, type: 'm6i.xlarge' },
      { role: 'bastion', count: 1, type: 't3.micro', publicAddress: 'elastic' },
    ],
  },
];

/** What runs on the app platform of each cluster; some names need Punycode. */
export const demoApps: readonly string[] = [
  ...`accounts analytics assets basket billing blog catalog chat checkout coupons delivery export feedback forum gateway
  images inventory invoices loyalty mailer media orders payments pricing profiles reviews search storefront tracking
  wishlist`.split(/\s+/),
  'café',
];
