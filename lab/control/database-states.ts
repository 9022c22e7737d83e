import type { ReplicaSet } from '../postgres/replica-set.ts';

export interface DatabaseServerState {
  name: string;
  /** `host:port` */
  at: string;
  is: 'primary' | 'replica' | 'replica that replays nothing' | 'down';
}

/** What each server says of itself now: roles change by promotions, which nothing here keeps book of. */
export function databaseStates(set: ReplicaSet | undefined): Promise<DatabaseServerState[]> {
  const servers = set?.servers() ?? [];
  return Promise.all(
    (set?.members ?? []).map(async ({ name, isRunning }, member) => ({
      name,
      at: servers[member]!,
      is: isRunning ? await roleOf(set!, member) : ('down' as const),
    })),
  );
}

async function roleOf(set: ReplicaSet, member: number): Promise<DatabaseServerState['is']> {
  // Only a replica may be asked whether it is paused.
  const [said] = await set.run<{ is: DatabaseServerState['is'] }>(
    member,
    `SELECT CASE WHEN NOT pg_is_in_recovery() THEN 'primary'
                 WHEN pg_is_wal_replay_paused() THEN 'replica that replays nothing' ELSE 'replica' END AS is`,
  );
  return said!.is;
}
