import type { TestDatabase } from '../../../model/test-database.ts';
import { addressPolicy } from '../../../runtime/http/address-policy.ts';
import { createOutgoing } from '../../../runtime/http/guarded-request.ts';
import { uuidv7 } from '../../../runtime/uuidv7.ts';
import { runListen } from '../../engine/run-listen.ts';
import { makeSource, pullScript } from '../../engine/scripted-system.ts';
import type { ScopeName, System } from '../system.ts';
import { libvirt } from './libvirt.ts';

const policy = addressPolicy({ allow: ['127.0.0.0/8'] });
const tools = {
  outgoing: createOutgoing({ policy, userAgent: 'test' }),
  policy,
  turn: async () => undefined,
  remaining: () => undefined,
};

/** For tests: a source of hosts, as workers bring it into the model. */
export async function sourceIntoModel(db: TestDatabase, name: string, hosts: () => string[]) {
  const { id } = await makeSource(db.worker, name, 'libvirt');
  const source = () => ({ id, name, settings: { group: 'lab', hosts: hosts() }, secrets: {} });
  const rows = async (sql: string) => (await db.worker.query(sql)).rows as Record<string, unknown>[];
  return {
    rows,
    pull: (system: System = libvirt, scopes?: ScopeName[]) =>
      pullScript(db.worker, { id, name }, [], { system, source: source(), tools, ...(scopes ? { scopes } : {}) }),
    /** Listens, and pulls what was missed, until it is told to stop. */
    listen() {
      const stop = new AbortController();
      const missed: ScopeName[] = [];
      const running = runListen(db.worker, {
        runId: uuidv7(),
        system: { ...libvirt, listen: libvirt.listen! },
        source: source(),
        account: 'lab',
        tools,
        signal: stop.signal,
        onMissed: async (scopes) => void missed.push(...scopes),
      });
      return {
        missed,
        async stop() {
          stop.abort();
          return running;
        },
      };
    },
  };
}
