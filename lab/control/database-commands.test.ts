import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labCommand } from '../control-client.ts';
import { type ReplicaSet, startReplicaSet } from '../postgres/replica-set.ts';
import { type Lab, startLab } from '../start.ts';

let lab: Lab;
let set: ReplicaSet;
beforeAll(async () => {
  [lab, set] = await Promise.all([startLab(), startReplicaSet()]);
});
afterAll(() => Promise.all([lab?.stop(), set?.stop()]));

const say = (...words: string[]) => labCommand(lab.url, ['database-server', ...words]);
const isReplica = async (member: number) =>
  (await set.run<{ is: boolean }>(member, 'SELECT pg_is_in_recovery() AS is'))[0]!.is;

describe('lab database-server', () => {
  it('says so where there are none', async () => {
    await expect(say('db1', 'down')).rejects.toThrow('no database servers here');
    lab.databases = set;
    await expect(say('db9', 'down')).rejects.toThrow('there are db1, db2');
  });

  it('promotes a replica, and lets the old primary follow it', async () => {
    await expect(say('db1', 'promote')).rejects.toThrow('primary already');
    await expect(say('db1', 'follow')).rejects.toThrow('db2 is no primary');
    expect(await say('db2', 'promote')).toBe('db2 is primary now');
    expect([await isReplica(0), await isReplica(1)]).toEqual([false, false]);
    expect(await say('db1', 'follow')).toBe('db1 follows db2');
    expect([await isReplica(0), await isReplica(1)]).toEqual([true, false]);
  });

  it('pauses a replica, and ends and starts a server', async () => {
    expect(await say('db1', 'pause')).toBe('db1 replays nothing from now on');
    expect(await labCommand(lab.url, ['status'])).toMatch(
      /db1 \(.+:\d+\): a replica that replays nothing\ndb2 \(.+:\d+\): a primary/,
    );
    expect(await set.run(0, 'SELECT pg_is_wal_replay_paused() AS is')).toEqual([{ is: true }]);
    expect(await say('db1', 'resume')).toBe('db1 replays again');
    await expect(say('db2', 'pause')).rejects.toThrow('replays nothing');
    expect(await say('db2', 'down')).toBe('db2 is down');
    expect(await labCommand(lab.url, ['status'])).toMatch(/db1 \(.+:\d+\): a replica\ndb2 \(.+:\d+\): down/);
    await expect(say('db2', 'promote')).rejects.toThrow('db2 is down');
    expect(await say('db2', 'up')).toBe('db2 is up');
    expect(await isReplica(1)).toBe(false);
  });
});
