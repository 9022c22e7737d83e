import { z } from 'zod';
import type { Listing } from '../listing.ts';
import { settledRaw } from '../settled-raw.ts';
import type { Row } from '../system.ts';
import type { Place } from './domain-row.ts';
import type { Element } from './parse-xml.ts';
import { readEach } from './read-each.ts';
import { errorCodes, LibvirtError } from './rpc/libvirt-error.ts';
import type { StoragePool, StorageVolume } from './rpc/objects.ts';
import type { Session } from './rpc/session.ts';
import { content, element, readXml, size, without } from './xml.ts';

const schema = z.object({
  '@type': z.string().default('file'),
  name: content,
  capacity: size,
  allocation: size.optional(),
  target: element({
    path: content.optional(),
    format: z.object({ '@type': z.string().optional() }).optional(),
  }).optional(),
  backingStore: element({ path: content.optional() }).optional(),
});

/** Space in use has a field of its own, and times of access change by looking. */
const leftOut = new Set(['allocation', 'physical', 'timestamps', 'secret', 'encryption']);

/** Volumes of the pools that run: of others libvirt knows none. */
export async function* listVolumes(session: Session, place: Place): Listing<'volumes'> {
  const observedAt = new Date();
  const pools = await session.call('connectListAllStoragePools', { needResults: true, flags: 0 });
  const volumes = await Promise.all(pools.map((pool) => volumesOf(session, pool)));
  yield* readEach<'volumes', StorageVolume>(observedAt, volumes.flat(), {
    keyOf: ({ pool, name }) => `${place.hostKey}/${pool}/${name}`,
    gone: errorCodes.noStorageVolume,
    ask: (volume) => session.call('storageVolGetXmlDesc', { volume, flags: 0 }),
    read: ({ pool }, xml) => volumeRow(xml, place, pool),
  });
}

/** Stopped, or gone since it was listed. */
const hasNone: number[] = [errorCodes.operationInvalid, errorCodes.noStoragePool];

async function volumesOf(session: Session, pool: StoragePool): Promise<StorageVolume[]> {
  try {
    return await session.call('storagePoolListAllVolumes', { pool, needResults: true, flags: 0 });
  } catch (error) {
    if (error instanceof LibvirtError && hasNone.includes(error.code)) return [];
    throw error;
  }
}

function volumeRow(xml: string, { group, host, hostKey }: Place, pool: string): Row<'volumes'> {
  const { read, said } = readXml('volume', schema, xml);
  return {
    key: `${hostKey}/${pool}/${read.name}`,
    name: read.name,
    pool,
    host,
    hostKey,
    account: group,
    type: read['@type'],
    format: read.target?.format?.['@type'] ?? null,
    path: read.target?.path ?? null,
    backingPath: read.backingStore?.path ?? null,
    capacity: read.capacity,
    allocation: read.allocation ?? 0,
    raw: settledRaw(without(said, leftOut) as Element),
  };
}
