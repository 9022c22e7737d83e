import { concurrently } from '../concurrently.ts';
import { SystemError } from '../errors.ts';
import { type Listing, listScope } from '../listing.ts';
import type { Pulled, PullTools, ScopeName } from '../system.ts';
import { withSession } from './connect.ts';
import { type ListedDatabases, listDatabases } from './databases.ts';
import { databasesFailure } from './failure.ts';
import { type Claim, onlyPrimary } from './only-primary.ts';
import { type LookedAt, lookAtServer } from './server.ts';
import type { PostgresSettings, ServerAddress } from './settings.ts';

const ROWS_A_PAGE = 1000;

/** One server, and its databases where it is a primary and they are wanted, or why they could not be listed. */
interface Seen extends Claim {
  databases: ListedDatabases | SystemError | undefined;
}

/**
 * Every server is asked at once, in a scope of its own, so that one that hangs delays none. The databases of a system wait for all answers: a second
 * primary may be among them.
 */
export async function* pullServers(
  settings: PostgresSettings,
  tools: PullTools,
  asked: readonly ScopeName[] | undefined,
): AsyncGenerator<Pulled> {
  const { servers, group } = settings;
  const how = { signal: tools.signal, concernsAll: () => false };
  const askedOf = (kind: ScopeName['kind']) => asked?.filter((one) => one.kind === kind).map(({ scope }) => scope);
  const [askedServers, askedSystems] = [askedOf('database_servers'), askedOf('databases')];
  const isAsked = (among: string[] | undefined, scope: string) => among?.includes(scope) ?? true;
  yield { type: 'account', account: group };
  if (!asked) yield { type: 'scopes', kinds: ['database_servers'], scopes: servers.map(({ key }) => key) };

  for (const scope of askedServers ?? []) if (!servers.some(({ key }) => key === scope)) yield unknownServer(scope);
  const seen = new Map<string, Seen>();
  // Which server has a system is found by asking all of them.
  const needed = askedSystems?.length === 0 ? servers.filter(({ key }) => isAsked(askedServers, key)) : servers;
  const wants = (system: string) => isAsked(askedSystems, system);
  yield* concurrently(
    needed.length,
    needed.map(
      (server) =>
        async function* () {
          const listing = listServer(server, settings, tools, { seen, wants });
          for await (const item of listScope('database_servers', server.key, listing, how))
            if (isAsked(askedServers, server.key)) yield item;
        },
    ),
  );

  const answers = servers.flatMap(({ key }) => seen.get(key) ?? []);
  const systems = askedSystems ?? answers.map(({ systemIdentifier }) => systemIdentifier).toSorted();
  const scopes = [...new Set(systems)];
  // A system of which no server answers has not vanished.
  if (!asked && answers.length === servers.length) yield { type: 'scopes', kinds: ['databases'], scopes };
  for (const system of scopes) yield* listScope('databases', system, databasesOf(system, answers), how);
}

async function* listServer(
  server: ServerAddress,
  settings: PostgresSettings,
  tools: PullTools,
  { seen, wants }: { seen: Map<string, Seen>; wants: (system: string) => boolean },
): Listing<'database_servers'> {
  const { looked, databases } = await withSession(server, settings, tools, async (session) => {
    const found: LookedAt = await lookAtServer(server, settings, session);
    if (found.facts.inRecovery || !wants(found.facts.systemIdentifier)) return { looked: found, databases: undefined };
    // What fails from here on says nothing against the server itself.
    const listed = await listDatabases(found, session).catch((error: unknown) => databasesFailure(error, server.key));
    return { looked: found, databases: listed };
  });
  seen.set(server.key, { ...looked.facts, name: looked.row.name, databases });
  yield { observedAt: looked.observedAt, rows: [looked.row] };
}

async function* databasesOf(systemIdentifier: string, seen: readonly Seen[]): Listing<'databases'> {
  const { databases } = onlyPrimary(systemIdentifier, seen);
  if (databases instanceof SystemError) throw databases;
  const { observedAt, rows, malformed } = databases!;
  for (let at = 0; at < rows.length; at += ROWS_A_PAGE) yield { observedAt, rows: rows.slice(at, at + ROWS_A_PAGE) };
  yield { observedAt, rows: [], malformed };
}

const unknownServer = (scope: string): Pulled => ({
  type: 'end',
  kind: 'database_servers',
  scope,
  complete: false,
  error: new SystemError('permanent', `${scope} is none of the servers of this source`),
});
