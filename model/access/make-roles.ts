import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { type DatabaseRoles, type LoginPasswords, rolesSql } from './roles.ts';

const MOST_TRIES = 20;
/** What PostgreSQL says to the slower one of two that make or change a role at the same moment. */
const TOO_SLOW = /tuple concurrently updated|duplicate key value|already exists/;

/**
 * Makes or mends the roles. They belong to the whole server, and locks end at a database: a clone that is migrated at the same moment may write the
 * same ones, and both write the same.
 */
export async function makeRoles(client: pg.Client, roles: DatabaseRoles, passwords: LoginPasswords): Promise<void> {
  for (let tries = 1; ; tries += 1)
    try {
      await client.query(rolesSql(roles, passwords));
      return;
    } catch (error) {
      if (tries === MOST_TRIES || !TOO_SLOW.test((error as Error).message)) throw error;
      await sleep(Math.random() * 20 * tries);
    }
}
