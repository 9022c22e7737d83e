import type { Pool } from '../model/database.ts';
import type { Config } from '../runtime/config.ts';
import type { EventHub } from './events/hub.ts';
import type { Metrics } from './metrics.ts';

/** What one server process has: handed to every handler. */
export interface Panel {
  config: Config;
  /** Logs in as `web`, which by itself sees nothing (see reader.ts). */
  pool: Pool;
  masterKey: Buffer;
  /** The database role that panel writes take on. */
  panelRole: string;
  /** The database role that sees everything and writes nothing. */
  readerRole: string;
  /** Differs after each start: clients fetch everything again. */
  bootId: string;
  version: string;
  events: EventHub;
  metrics: Metrics;
}
