import { z } from 'zod';
import { cloudflare as card } from '../../../contract/systems/cloudflare.ts';
import { counted } from '../dns/counted.ts';
import { changesOf, type DnsImage, keyOf, type WriteRecordSets, writeRecordSets } from '../dns/write-record-sets.ts';
import { askWhatIsServed } from '../dns/verify.ts';
import { SystemError } from '../errors.ts';
import { batchOf, sizeOf } from './batch.ts';
import { type CloudflareConnection, connectCloudflare } from './connection.ts';
import { lookAtSets } from './look-at-sets.ts';
import { cloudflareSets } from './record-set-image.ts';

/** A batch is one transaction there: one of 3,500 operations takes seconds, and those of most plans are small. */
const SMALL = 200;
const deadlineOf = ({ sets }: WriteRecordSets): number =>
  sets.reduce((sum, change) => sum + card.writes!.operations(change), 0) > SMALL ? 40 : 15;

export const cloudflareWriteRecordSets = writeRecordSets(cloudflareSets, {
  deadlineSeconds: deadlineOf,
  target: ({ target }) => `cloudflare zone ${target.zoneKey}`,
  read: (step, source, tools) => lookAtSets(step, connectCloudflare(source, tools, tools.signal, 'plans')),

  async write(step, found: DnsImage, source, tools) {
    const changes = changesOf(step, cloudflareSets);
    const empty = changes.find(({ after }) => after !== null && after.values.length === 0);
    if (empty) throw new SystemError('permanent', `${keyOf(empty)} would have no value left`);
    const batch = batchOf(changes, found.sets);
    if (sizeOf(batch) === 0) return 'nothing to write';
    const connection = connectCloudflare(source, tools, tools.signal, 'plans');
    const path = `/zones/${encodeURIComponent(step.target.zoneKey)}/dns_records/batch`;
    // The deadline of the write comes first: after it the provider is given time before it is asked.
    await connection.post(path, batch, 'DNS Write', 2 * deadlineOf(step) * 1000);
    const { deletes, patches, posts } = batch;
    return counted('record', { deleted: deletes.length, changed: patches.length, created: posts.length });
  },

  async verify(step, leftBehind: DnsImage, source, tools) {
    const connection = connectCloudflare(source, tools, tools.signal, 'plans');
    const named = () => nameServersOf(connection, step.target.zoneKey);
    return askWhatIsServed(changesOf(step, cloudflareSets), leftBehind.sets, named, tools);
  },
});

const zone = z.object({ type: z.string().nullish(), name_servers: z.array(z.string()).nullish() });

/** Those of the settings, else the zone's. Names of a partial zone are served by others. */
async function nameServersOf(connection: CloudflareConnection, zoneKey: string): Promise<string[]> {
  const { nameServers } = connection.settings;
  if (nameServers) return nameServers;
  const { result } = await connection.get(`/zones/${encodeURIComponent(zoneKey)}`, {}, 'Zone Read');
  const read = zone.safeParse(result);
  if (!read.success || (read.data.type ?? 'full') !== 'full') return [];
  return read.data.name_servers ?? [];
}
