import type { EventEmitter } from 'node:events';
import type pg from 'pg';
import { SystemError } from '../errors.ts';
import type { PostgresSettings } from './settings.ts';

/**
 * pg asks for the password when the server does, and would send it in plain text if the server wants that: only one that has proved who it is by its
 * certificate gets it so. (By SCRAM and MD5 no password is sent.) A source without a password has none: left to itself pg would take that of
 * PGPASSWORD or ~/.pgpass.
 */
export function guardedPassword(settings: PostgresSettings): {
  password: () => string;
  /** Before `connect()`. */ watch(client: pg.Client): void;
} {
  let inPlainText = false;
  return {
    watch(client) {
      // Not in pg's types. It is told here before pg's own listeners, which come with `connect()`.
      const { connection } = client as unknown as { connection: EventEmitter };
      connection.on('authenticationCleartextPassword', () => (inPlainText = true));
    },
    password() {
      if (inPlainText && settings.encryption !== 'verified')
        throw new SystemError(
          'permanent',
          'it wants the password in plain text, which only a server with a verified certificate is told; use scram-sha-256 in its pg_hba.conf',
        );
      if (settings.password === undefined)
        throw new SystemError('auth', 'it asks for a password, and the source has none');
      return settings.password;
    },
  };
}
