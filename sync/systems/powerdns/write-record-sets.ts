import { canonicalContent } from '../../../model/dns/content.ts';
import { canonicalName } from '../../../model/dns/name.ts';
import { counted } from '../dns/counted.ts';
import { askWhatIsServed } from '../dns/verify.ts';
import { changesOf, type DnsImage, type DnsProvider, keyOf, writeRecordSets } from '../dns/write-record-sets.ts';
import { SystemError } from '../errors.ts';
import type { PulledSource } from '../system.ts';
import { connectPowerDns } from './connection.ts';
import { lookAtSets } from './look-at-sets.ts';
import { patchOf } from './patch.ts';
import { accountIdOf } from './server.ts';

/** A PATCH of 5,000 sets takes the server 150 ms. */
const DEADLINE_SECONDS = 15;
/** webserver-max-bodysize, 2 MB unless the server is told otherwise: beyond it the connection is reset, as if it had been cut. */
const MOST_BYTES = 2 * 1024 * 1024 - 4096;

const sets: DnsProvider = {
  recordsApart: false,
  kept: (set) => ({
    ...set,
    name: canonicalName(set.name),
    // It has neither.
    proxied: null,
    tags: [],
    comment: set.comment || null,
    values: set.values.map((value) => ({ ...value, content: canonicalContent(set.type, value.content) })),
  }),
};

export const powerDnsWriteRecordSets = writeRecordSets(sets, {
  deadlineSeconds: () => DEADLINE_SECONDS,
  // Writes at the same time, of other zones too, fail with "database is locked", or leave duplicates (PowerDNS/pdns#14564, #7128).
  target: (_, source) => `powerdns ${accountOfSource(source)}`,
  read: (step, source, tools) =>
    lookAtSets(
      { key: step.target.zoneKey, name: step.target.zone },
      changesOf(step, sets),
      connectPowerDns(source, tools, tools.signal, 'plans'),
    ),

  async write(step, found: DnsImage, source, tools) {
    const changes = changesOf(step, sets);
    for (const change of changes) {
      if (change.after?.values.length === 0)
        throw new SystemError('permanent', `${keyOf(change)} would have no value left`);
      if (change.after?.ttl === null)
        throw new SystemError('permanent', `${keyOf(change)} needs a TTL: PowerDNS has no automatic one`);
    }
    const rrsets = patchOf(changes, found.sets);
    if (rrsets.length === 0) return 'nothing to write';
    const body = JSON.stringify({ rrsets });
    if (Buffer.byteLength(body) > MOST_BYTES)
      throw new SystemError('permanent', `${rrsets.length} record sets are more than the server takes at once`);
    const connection = connectPowerDns(source, tools, tools.signal, 'plans');
    // The deadline of the write comes first: after it the server is given time before it is asked.
    await connection.patch(`/zones/${encodeURIComponent(step.target.zoneKey)}`, body, 2 * DEADLINE_SECONDS * 1000);
    const deleted = rrsets.filter(({ changetype }) => changetype === 'DELETE').length;
    return counted('record set', { deleted, written: rrsets.length - deleted });
  },

  async verify(step, leftBehind: DnsImage, source, tools) {
    const { nameServers = [] } = connectPowerDns(source, tools, tools.signal, 'plans').settings;
    return [
      ...(leftBehind.serialStays
        ? [`${step.target.zone} keeps its serial, having no SOA-EDIT-API: no secondary fetches it`]
        : []),
      ...(nameServers.length > 0
        ? await askWhatIsServed(changesOf(step, sets), leftBehind.sets, async () => nameServers, tools)
        : []),
    ];
  },
});

const accountOfSource = ({ settings: { url, serverId } }: PulledSource) =>
  accountIdOf(String(url), typeof serverId === 'string' ? serverId : 'localhost');
