import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { isPostgresOn } from '../../runtime/postgres/process-info.ts';
import { readPidFile } from '../../runtime/postgres/pid-file.ts';
import { type ReplicaSet, startReplicaSet } from './replica-set.ts';

let set: ReplicaSet | undefined;
afterEach(async () => {
  await set?.stop();
  set = undefined;
});

const until = async (done: () => boolean | Promise<boolean>) => {
  while (!(await done())) await pause(25);
};
const isReplica = async (of: ReplicaSet, member: number) =>
  (await of.run<{ is: boolean }>(member, 'SELECT pg_is_in_recovery() AS is'))[0]!.is;

describe('a replica set', () => {
  it('is a primary that takes writes and a replica that has them', async () => {
    set = await startReplicaSet({ databases: ['shop'] });
    expect([await isReplica(set, 0), await isReplica(set, 1)]).toEqual([false, true]);
    await set.run(0, 'CREATE TABLE written AS SELECT 1 AS one');
    const { run } = set;
    await until(async () => (await run(1, `SELECT FROM pg_class WHERE relname = 'written'`)).length === 1);
    await expect(run(1, 'DELETE FROM written')).rejects.toMatchObject({ code: '25006' });
  });

  it('has two primaries once its replica is promoted, and both are so after a restart', async () => {
    set = await startReplicaSet();
    await set.promote(1);
    const [, second] = set.members;
    const { port } = second!;
    await second!.kill();
    expect(second!.isRunning).toBe(false);
    await second!.start();
    expect(second!.port).toBe(port);
    expect([await isReplica(set, 0), await isReplica(set, 1)]).toEqual([false, false]);
  });

  it('is whole again when the old primary follows the new one', async () => {
    set = await startReplicaSet();
    await set.promote(1);
    await set.run(0, 'CREATE TABLE astray AS SELECT 1 AS one');
    await set.run(1, 'CREATE TABLE written AS SELECT 1 AS one');
    await set.follow(0, 1);
    expect([await isReplica(set, 0), await isReplica(set, 1)]).toEqual([true, false]);
    await set.run(1, 'CREATE TABLE later AS SELECT 1 AS one');
    const { run } = set;
    const tables = async () =>
      (
        await run<{ relname: string }>(
          0,
          `SELECT relname FROM pg_class WHERE relname IN ('astray', 'written', 'later') ORDER BY 1`,
        )
      ).map(({ relname }) => relname);
    await until(async () => (await tables()).includes('later'));
    expect(await tables()).toEqual(['later', 'written']);
  });

  it('stays where it was when it is kept', async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'switchyard-kept-'));
    try {
      const first = await startReplicaSet({ stateDir, databases: ['shop'] });
      await first.promote(1);
      await first.stop();
      set = await startReplicaSet({ stateDir, databases: ['shop'] });
      expect(set.servers()).toEqual(first.servers());
      expect(set.reader).toEqual(first.reader);
      expect(await isReplica(set, 1)).toBe(false);
      await set.stop();
    } finally {
      await rm(stateDir, { recursive: true, force: true });
    }
  });

  it('leaves nothing behind when whoever started it is killed', async () => {
    const program = `
      import { startReplicaSet } from ${JSON.stringify(join(import.meta.dirname, 'replica-set.ts'))};
      startReplicaSet().then(({ members }) => console.log(JSON.stringify(members.map(({ home }) => home))));`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const homes = await new Promise<string[]>((told) =>
      child.stdout.once('data', (line: Buffer) => told(JSON.parse(line.toString()) as string[])),
    );
    const pids = homes.map((home) => readPidFile(home)!.pid);
    expect(homes.map((home, index) => isPostgresOn(pids[index]!, home))).toEqual([true, true]);
    child.kill('SIGKILL');
    await until(() => homes.every((home, index) => !isPostgresOn(pids[index]!, home) && !existsSync(home)));
    await until(() => !existsSync(join(homes[0]!, '..', '..')));
  });
});
