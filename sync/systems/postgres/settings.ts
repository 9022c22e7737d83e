import type { z } from 'zod';
import { parseServerAddress, postgres as card } from '../../../contract/systems/postgres.ts';
import { SystemError } from '../errors.ts';
import { reasonOf } from '../read-rows.ts';
import type { PulledSource } from '../system.ts';

/** Where one server of the group is reached. `key` tells it from the others. */
export interface ServerAddress {
  host: string;
  port: number;
  key: string;
}

export type PostgresSettings = Omit<z.output<typeof card.settings>, 'servers'> & { servers: ServerAddress[] };

/** @throws SystemError */
export function readSettings(source: PulledSource): PostgresSettings {
  const read = card.settings.safeParse({ ...source.settings, ...source.secrets });
  if (!read.success) throw new SystemError('permanent', `The settings do not fit: ${reasonOf(read.error)}`);
  // The card lets nothing through that is no address.
  return { ...read.data, servers: read.data.servers.flatMap((text) => parseServerAddress(text) ?? []) };
}
