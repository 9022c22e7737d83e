import type { CheckItem } from '../../../contract/kinds/sources.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import type { PullTools, System } from '../system.ts';
import { failureOf } from './failure.ts';
import { HOSTS_AT_ONCE } from './host-by-host.ts';
import { type Host, hostsOf } from './hosts-of-source.ts';
import { openHost } from './open-host.ts';

/** So many hosts are named; those that fail come first. */
const NAMED = 20;

/** "Test connection": whether each host lets us in and tells what runs on it. */
export const checkHosts: System['check'] = async (source, tools) => {
  const { group, hosts } = hostsOf(source);
  const items = await mapConcurrently(HOSTS_AT_ONCE, hosts, (host) => checkHost(host, tools));
  const failing = items.filter(({ ok }) => !ok);
  const listed = [...failing, ...items.filter(({ ok }) => ok)];
  const named = listed.slice(0, NAMED);
  const others = listed.slice(NAMED);
  if (others.length > 0) {
    const failed = others.filter(({ ok }) => !ok).length;
    named.push({
      ability: `and ${others.length} other hosts`,
      ok: failed === 0,
      needs: null,
      detail: failed === 0 ? null : `${failed} of them fail`,
    });
  }
  return { ok: failing.length === 0, account: failing.length < items.length ? group : null, items: named };
};

async function checkHost(host: Host, tools: PullTools): Promise<CheckItem> {
  const ability = `Host ${host.key}`;
  try {
    const { session, close } = await openHost(host, tools, tools.signal);
    try {
      await session.call('connectListAllDomains', { needResults: true, flags: 0 });
    } finally {
      await close();
    }
    return { ability, ok: true, needs: null, detail: null };
  } catch (error) {
    tools.signal.throwIfAborted();
    const { message, needs = null } = failureOf(error);
    return { ability, ok: false, needs, detail: message };
  }
}
