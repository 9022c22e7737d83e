import { z } from 'zod';
import type { Listing } from '../listing.ts';
import { settledRaw } from '../settled-raw.ts';
import type { Row } from '../system.ts';
import type { Place } from './domain-row.ts';
import type { Element } from './parse-xml.ts';
import { readEach } from './read-each.ts';
import { onlyPools } from './rpc/flags.ts';
import { errorCodes } from './rpc/libvirt-error.ts';
import type { StoragePool } from './rpc/objects.ts';
import type { ResultOf } from './rpc/procedures.ts';
import type { Session } from './rpc/session.ts';
import { content, element, readXml, without } from './xml.ts';

type Info = ResultOf<'storagePoolGetInfo'>;

const schema = z.object({
  '@type': z.string(),
  name: content,
  target: element({ path: content.optional() }).optional(),
});

/** How full it is has fields of its own; secrets are nobody's business. */
const leftOut = new Set(['capacity', 'allocation', 'available', 'auth', 'secret', 'cookies']);

export async function* listPools(session: Session, place: Place): Listing<'storage_pools'> {
  const observedAt = new Date();
  const [pools, autostart] = await Promise.all([
    session.call('connectListAllStoragePools', { needResults: true, flags: 0 }),
    session.call('connectListAllStoragePools', { needResults: true, flags: onlyPools.autostart }),
  ]);
  const starts = new Set(autostart.map(({ uuid }) => uuid));
  const infos = new Map<string, Info>();
  yield* readEach<'storage_pools', StoragePool>(observedAt, pools, {
    keyOf: ({ name }) => `${place.hostKey}/${name}`,
    gone: errorCodes.noStoragePool,
    async ask(pool) {
      const [info, xml] = await Promise.all([
        session.call('storagePoolGetInfo', { pool }),
        session.call('storagePoolGetXmlDesc', { pool, flags: 0 }),
      ]);
      infos.set(pool.uuid, info);
      return xml;
    },
    read: ({ uuid }, xml) => poolRow(xml, place, infos.get(uuid)!, starts.has(uuid)),
  });
}

/** The pool of this name as it is now: one that was made anew is the same row. */
export async function readPool(session: Session, place: Place, name: string): Promise<Row<'storage_pools'>> {
  const pool = await session.call('storagePoolLookupByName', { name });
  const [xml, info, autostart] = await Promise.all([
    session.call('storagePoolGetXmlDesc', { pool, flags: 0 }),
    session.call('storagePoolGetInfo', { pool }),
    session.call('storagePoolGetAutostart', { pool }),
  ]);
  return poolRow(xml, place, info, autostart);
}

function poolRow(xml: string, { group, host, hostKey }: Place, info: Info, autostart: boolean): Row<'storage_pools'> {
  const { read, said } = readXml('pool', schema, xml);
  return {
    key: `${hostKey}/${read.name}`,
    name: read.name,
    state: typeof info.state === 'string' ? info.state : 'unknown',
    type: read['@type'],
    host,
    hostKey,
    account: group,
    path: read.target?.path ?? null,
    autostart,
    capacity: Number(info.capacity),
    allocation: Number(info.allocation),
    available: Number(info.available),
    raw: settledRaw(without(said, leftOut) as Element),
  };
}
