import { postgres as card } from '../../../contract/systems/postgres.ts';
import { withOwnSignal } from '../own-signal.ts';
import type { Pacing, System } from '../system.ts';
import { checkPostgres } from './check.ts';
import { measureServers } from './measure.ts';
import { pullServers } from './pull.ts';
import { readSettings } from './settings.ts';

/** One connection a server, each to another one: what is spared is our own side. */
const pacing: Pacing = { requests: 200, seconds: 1, concurrency: 500 };

export const postgres: System = {
  card: card as unknown as System['card'],
  pacing,
  check: checkPostgres,
  pull: (source, tools, scopes) =>
    withOwnSignal(tools.signal, (signal) => pullServers(readSettings(source), { ...tools, signal }, scopes)),
  measure: (source, tools) =>
    withOwnSignal(tools.signal, (signal) => measureServers(source.id, readSettings(source), { ...tools, signal })),
};
