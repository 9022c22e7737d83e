import { z } from 'zod';
import { canonicalName, unicodeName } from '../../../model/dns/name.ts';
import { type Malformed, readRows } from '../read-rows.ts';
import { compareText, settledRaw } from '../settled-raw.ts';
import type { Row } from '../system.ts';
import type { CloudflareConnection } from './connection.ts';
import { pagesOf } from './pages.ts';

/** The most that the API gives (octodns-cloudflare#565). */
const ZONES_A_PAGE = 50;

export const zoneSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  status: z.string().nullish(),
  type: z.string().nullish(),
  account: z.object({ id: z.string().min(1) }),
  plan: z.object({ name: z.string().nullish(), legacy_id: z.string().nullish() }).nullish(),
  name_servers: z.array(z.string()).nullish(),
});

export interface ZonePage {
  observedAt: Date;
  rows: Row<'zones'>[];
  malformed: Malformed[];
}

export interface ListedZones {
  pages: ZonePage[];
  /** Every zone once. */
  zones: Row<'zones'>[];
  total: number | undefined;
  /** Why it is not everything. */
  failure: unknown;
}

/**
 * All zones that the token sees, or those of the configured account. They are read before anything is told: only they say
 * which account it is. Internal zones, which answer nobody outside, are listed only when asked for, and are not.
 */
export async function listZones(connection: CloudflareConnection): Promise<ListedZones> {
  const { accountId } = connection.settings;
  const query: Record<string, string> = accountId === undefined ? {} : { 'account.id': accountId };
  const pages: ZonePage[] = [];
  const found = new Map<string, Row<'zones'>>();
  const listing = pagesOf(connection, '/zones', query, { perPage: ZONES_A_PAGE, needs: 'Zone Read' });
  try {
    for (;;) {
      const { done, value } = await listing.next();
      if (done) return { pages, zones: [...found.values()], total: value.total, failure: undefined };
      const { rows, malformed } = readZones(value.items);
      pages.push({ observedAt: value.sentAt, rows, malformed });
      for (const row of rows) found.set(row.key, row);
    }
  } catch (failure) {
    return { pages, zones: [...found.values()], total: undefined, failure };
  }
}

export const readZones = (items: readonly unknown[]) =>
  readRows<'zones', typeof zoneSchema>(zoneSchema, items, zoneRow, (one) => (one as { id?: unknown }).id);

const states = ['active', 'pending', 'initializing', 'moved', 'deactivated'] as const;

function zoneRow(said: z.output<typeof zoneSchema>, raw: Record<string, unknown>): Row<'zones'> {
  const name = canonicalName(said.name);
  return {
    key: said.id,
    // The key proves to the provider that a partial zone is one's own.
    raw: settledRaw(raw, ['verification_key']),
    name,
    unicodeName: unicodeName(name),
    provider: 'cloudflare',
    state: states.find((state) => state === said.status) ?? 'unknown',
    zoneType: said.type ?? null,
    account: said.account.id,
    plan: said.plan?.legacy_id || said.plan?.name || null,
    nameServers: (said.name_servers ?? []).map((server) => server.toLowerCase()).sort(compareText),
    // No answer tells it: the model counts what was listed.
    serial: null,
  };
}
