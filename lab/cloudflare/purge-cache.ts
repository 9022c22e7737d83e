import { purgeSchema } from '../world/cloudflare-schema.ts';
import type { Zone } from '../world/zone.ts';
import { refusals } from './cloudflare-error.ts';
import { mostPurged, purgeBucket } from './purge-limits.ts';
import type { CloudflareCall, Result } from './routes.ts';

/** So many are remembered. */
const KEPT = 1000;

/** `POST /zones/:id/purge_cache`: exactly one of files, tags, hosts, prefixes and purge_everything. What was accepted is kept in the world. */
export function purgeCache({ world, body, purges }: CloudflareCall, zone: Zone): Result {
  const read = purgeSchema.safeParse(jsonOf(body));
  const given = read.success ? Object.entries(read.data).filter(([, value]) => value !== undefined) : [];
  const [one] = given;
  if (!one || given.length !== 1) throw refusals.purge();
  const [by, named] = one;
  const { accountId, plan } = zone.details;
  const names = Array.isArray(named) ? named.length : 1;
  const most = mostPurged(plan, by);
  if (names === 0 || names > most) throw refusals.purgeSize(by, most);
  const wait = purges.wait(accountId, purgeBucket(plan, by), by === 'files' ? names : 1);
  if (wait > 0) throw refusals.rateLimited(Math.ceil(wait));
  world.cloudflare.purges = [
    ...world.cloudflare.purges.slice(1 - KEPT),
    { at: world.clock.date().toISOString(), zone: zone.name, [by]: named },
  ];
  world.changed();
  return { result: { id: zone.id } };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw refusals.malformedBody();
  }
}
