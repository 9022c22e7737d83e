import { z } from 'zod';
import { canonicalName, unicodeName } from '../../../model/dns/name.ts';
import { type Malformed, readRows } from '../read-rows.ts';
import { settledRaw } from '../settled-raw.ts';
import type { Row } from '../system.ts';
import type { PowerDnsConnection } from './connection.ts';

const zone = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  kind: z.string().optional(),
  serial: z.int().min(0).optional(),
  account: z.string().optional(),
});

export interface ListedZones {
  observedAt: Date;
  rows: Row<'zones'>[];
  malformed: Malformed[];
}

/** All zones of the server, without their records, in one answer: the API has no pages. */
export async function listZones(connection: PowerDnsConnection): Promise<ListedZones> {
  const { sentAt, said } = await connection.get('/zones', z.array(z.unknown()));
  return {
    observedAt: sentAt,
    ...readRows<'zones', typeof zone>(zone, said, zoneRow, (one) => (one as { id?: unknown }).id),
  };
}

/** Serials and the time of the last check change all the time; the URL is only where it was asked. */
const unsteady = ['serial', 'edited_serial', 'notified_serial', 'last_check', 'url'];

function zoneRow(said: z.output<typeof zone>, raw: Record<string, unknown>): Row<'zones'> {
  const name = canonicalName(said.name);
  return {
    key: said.id,
    raw: settledRaw(raw, unsteady),
    name,
    unicodeName: unicodeName(name),
    provider: 'powerdns',
    state: 'active',
    zoneType: said.kind?.toLowerCase() ?? null,
    account: said.account || null,
    plan: null,
    // PowerDNS keeps them as the zone's NS record set alone.
    nameServers: [],
    // No answer tells it: the model counts what was listed.
    serial: said.serial ?? null,
  };
}
