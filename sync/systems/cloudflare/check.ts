import type { CheckItem } from '../../../contract/kinds/sources.ts';
import { SystemError } from '../errors.ts';
import type { System } from '../system.ts';
import { unknownZones, zoneFilter } from '../zone-filter.ts';
import { accountOf } from './account.ts';
import { connectCloudflare } from './connection.ts';
import { listZones } from './zones.ts';

/**
 * "Test connection". The zones are listed whole, since the account and zones that the settings name are looked for in them;
 * records are tried by their smallest page in each configured zone, or in the first.
 */
export const checkCloudflare: System['check'] = async (source, tools) => {
  const connection = connectCloudflare(source, tools, tools.signal);
  const items: CheckItem[] = [];
  const note = (ability: string, error?: SystemError) =>
    items.push({ ability, ok: !error, needs: error?.needs ?? null, detail: error?.message ?? null });
  const tried = async <T>(ability: string, attempt: () => Promise<T>): Promise<T | undefined> => {
    try {
      const found = await attempt();
      note(ability);
      return found;
    } catch (error) {
      // Auth and permanent errors are about the token and the settings; the others say nothing of permissions.
      if (!(error instanceof SystemError) || !['auth', 'permanent'].includes(error.type)) throw error;
      note(ability, error);
      return undefined;
    }
  };

  const zones = await tried('Zones', async () => {
    const listed = await listZones(connection);
    if (listed.failure !== undefined) throw listed.failure;
    return listed.zones;
  });
  const account = zones && (await tried('Account', () => accountOf(connection, zones)));

  const wants = zoneFilter(connection.settings.zones);
  const wanted = (zones ?? []).filter(({ name }) => wants.has(name));
  for (const { key, name } of wants.names ? wanted : wanted.slice(0, 1)) {
    const path = `/zones/${encodeURIComponent(key)}/dns_records`;
    await tried(`Records of ${name}`, () => connection.get(path, { per_page: 5 }, 'DNS Read'));
  }
  for (const name of zones ? unknownZones(wants, wanted) : [])
    note(`Records of ${name}`, new SystemError('permanent', 'The token sees no zone of this name'));
  return { ok: items.every(({ ok }) => ok), account: account ?? null, items };
};
