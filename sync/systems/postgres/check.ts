import type { CheckItem } from '../../../contract/kinds/sources.ts';
import { SystemError } from '../errors.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import type { System } from '../system.ts';
import { withSession } from './connect.ts';
import { MONITOR } from './failure.ts';
import { lookAtServer } from './server.ts';
import { readSettings } from './settings.ts';

/** "Test connection": each server, and whether the role may see what there is to see on it. One that cannot be reached is told beside the others. */
export const checkPostgres: System['check'] = async (source, tools) => {
  const settings = readSettings(source);
  const { servers, group } = settings;
  const found = await mapConcurrently(servers.length, servers, async (server) => {
    try {
      await withSession(server, settings, tools, (session) => lookAtServer(server, settings, session));
      return { server, error: undefined };
    } catch (error) {
      tools.signal.throwIfAborted();
      if (!(error instanceof SystemError)) throw error;
      return { server, error };
    }
  });
  const lacksMonitor = (error: SystemError | undefined) => error?.needs === MONITOR;
  const items = found.map(({ server: { key }, error }): CheckItem => {
    const detail = error === undefined || lacksMonitor(error) ? null : error.message;
    const needs = detail !== null && error?.type === 'auth' ? 'password' : null;
    return { ability: key, ok: detail === null, needs, detail };
  });
  if (items.some(({ ok }) => ok)) {
    const without = found.filter(({ error }) => lacksMonitor(error)).map(({ server: { key } }) => key);
    const detail = without.length > 0 ? `${settings.user} is no member of it on ${without.join(', ')}` : null;
    items.push({ ability: MONITOR, ok: detail === null, needs: detail === null ? null : MONITOR, detail });
  }
  return { ok: items.every(({ ok }) => ok), account: found.some(({ error }) => !error) ? group : null, items };
};
