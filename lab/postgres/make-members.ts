import pg from 'pg';
import { withClient } from '../../runtime/postgres/provision.ts';
import { endWithUs } from './end-with-us.ts';
import { Member, type MemberPlace } from './member.ts';

export interface NewSet {
  places: readonly MemberPlace[];
  /** The folder that all of it is in: it goes if this process dies before the set is made. */
  folder: string;
  roles: { reader: string; readerPassword: string; replicator: string; replicatorPassword: string };
  databases: readonly string[];
  /** Further statements for the primary. */
  sql: readonly string[];
  /** How a replica reaches the primary. */
  conninfo: (primary: Member, replica: number) => string;
}

/** A primary with all that it is to have at first, and replicas with a copy of its files. None of them runs. */
export async function makeMembers({ places, folder, roles, databases, sql, conninfo }: NewSet): Promise<Member[]> {
  const primary = await Member.open(places[0]!);
  const inPeace = endWithUs([primary.home], folder);
  await primary.start();
  try {
    await withClient(primary.ownerUrl(), async (client) => {
      const password = pg.escapeLiteral;
      await client.query(`CREATE ROLE ${roles.replicator} LOGIN REPLICATION PASSWORD ${password(roles.replicatorPassword)}`); // prettier-ignore
      await client.query(`CREATE ROLE ${roles.reader} LOGIN PASSWORD ${password(roles.readerPassword)}`);
      await client.query(`GRANT pg_monitor TO ${roles.reader}`);
      for (const database of databases) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
      for (const statement of sql) await client.query(statement);
    });
  } finally {
    await primary.stop();
    inPeace();
  }
  const members = [primary];
  for (const [index, place] of places.entries())
    if (index > 0) members.push(await Member.copyOf(primary, place, conninfo(primary, index)));
  return members;
}
