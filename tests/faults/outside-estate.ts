import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PowerDns, startPowerDns } from '../../lab/powerdns.ts';
import type { PowerDnsZone } from '../../lab/world/powerdns-schema.ts';
import type { WorldInput } from '../../lab/world/snapshot.ts';
import { World } from '../../lab/world/world.ts';
import type { Pool } from '../../model/database.ts';
import { estate, region } from '../../sync/systems/conformance/aws-estate.ts';
import { cloudflareEstate, token } from '../../sync/systems/conformance/cloudflare-estate.ts';
import { zoneName } from '../../sync/systems/conformance/dns-fixture.ts';
import { powerDnsZones } from '../../sync/systems/conformance/powerdns-estate.ts';
import { addSource } from './pulls.ts';

/** The estate of the conformance suites in one lab: a listing of two pages at AWS and at Cloudflare, a real PowerDNS where there is one. */

const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

export const outsideWorld = () =>
  new World({ ...cloudflareEstate, ...estate([{ ...key, userName: 'switchyard' }]) } as WorldInput);

export type Outside = 'aws' | 'cloudflare' | 'powerdns';

/** The listing at each that faults are aimed at, and the scope that it is. */
export const listed = {
  aws: { service: 'ec2', operation: 'DescribeInstances', region },
  cloudflare: { service: 'cloudflare', operation: 'GET /zones/:id/dns_records', zone: 'big.example' },
  powerdns: { service: 'powerdns', operation: 'GET /zones/:id', zone: `${zoneName}.` },
} as const satisfies Record<Outside, object>;

export async function startOutsidePowerDns(): Promise<PowerDns | undefined> {
  const stateDir = await mkdtemp(join(tmpdir(), 'switchyard-powerdns-'));
  const forget = () => rm(stateDir, { recursive: true, force: true });
  const server = await startPowerDns({ stateDir, zones: powerDnsZones as PowerDnsZone[] });
  if (!server) {
    await forget();
    return undefined;
  }
  return {
    ...server,
    async stop() {
      await server.stop();
      await forget();
    },
  };
}

/** A source for each service, by its name. */
export async function addOutsideSources(
  db: Pool,
  labUrl: string,
  powerdns?: PowerDns,
): Promise<Partial<Record<Outside, string>> & { aws: string; cloudflare: string }> {
  return {
    aws: await addSource(db, 'aws', 'aws', { ...key, endpoint: `${labUrl}/aws`, regions: [region, 'us-east-1'] }),
    cloudflare: await addSource(db, 'cloudflare', 'cloudflare', {
      apiToken: token.usual,
      baseUrl: `${labUrl}/cloudflare/client/v4`,
    }),
    ...(powerdns && {
      powerdns: await addSource(db, 'powerdns', 'powerdns', { url: `${labUrl}/powerdns`, apiKey: powerdns.apiKey }),
    }),
  };
}
