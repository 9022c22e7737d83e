import { z } from 'zod';
import type { CheckItem } from '../../../contract/kinds/sources.ts';
import { SystemError } from '../errors.ts';
import type { System } from '../system.ts';
import { unknownZones, zoneFilter } from '../zone-filter.ts';
import { connectPowerDns } from './connection.ts';
import { accountOf } from './server.ts';
import { listZones } from './zones.ts';

/** "Test connection". There are no permissions: the key opens everything, so only being let in and finding zones can fail. */
export const checkPowerDns: System['check'] = async (source, tools) => {
  const connection = connectPowerDns(source, tools, tools.signal);
  const items: CheckItem[] = [];
  const note = (ability: string, detail: string | null, needs: string | null = null) =>
    items.push({ ability, ok: detail === null, needs, detail });
  const tried = async <T>(ability: string, attempt: () => Promise<T>): Promise<T | undefined> => {
    try {
      const found = await attempt();
      note(ability, null);
      return found;
    } catch (error) {
      if (!(error instanceof SystemError) || !['auth', 'permanent'].includes(error.type)) throw error;
      note(ability, error.message, error.type === 'auth' ? 'api-key' : null);
      return undefined;
    }
  };

  const server = await tried('Server', () => accountOf(connection));
  const zones = server && (await tried('Zones', () => listZones(connection)));
  const wants = zoneFilter(connection.settings.zones);
  const wanted = (zones?.rows ?? []).filter(({ name }) => wants.has(name));
  for (const { key, name } of wanted.slice(0, 1)) {
    // Without the record sets: a zone may have a hundred thousand.
    await tried(`Records of ${name}`, () =>
      connection.get(`/zones/${encodeURIComponent(key)}?rrsets=false`, z.object({})),
    );
  }
  for (const name of zones ? unknownZones(wants, wanted) : [])
    note(`Records of ${name}`, 'The server has no zone of this name');
  return { ok: items.every(({ ok }) => ok), account: server?.account ?? null, items };
};
