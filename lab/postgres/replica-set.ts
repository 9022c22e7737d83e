import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { z } from 'zod';
import { withClient } from '../../runtime/postgres/provision.ts';
import { selfSignedCertificate } from '../certificate.ts';
import { endWithUs } from './end-with-us.ts';
import { loopbackAddresses } from './loopback-addresses.ts';
import { makeMembers } from './make-members.ts';
import { Member } from './member.ts';

/** A real primary and the replicas that follow it. */
export interface ReplicaSet {
  /** The first was made as the primary. */
  members: readonly Member[];
  /** The role that Switchyard reads with: a member of pg_monitor and of nothing else. */
  reader: { user: string; password: string };
  /** PEM of what signed the servers' certificates; undefined without TLS. */
  ca: string | undefined;
  /** `host:port` of each, as the settings of a source want them. */
  servers(): string[];
  /** Runs SQL as the superuser. */
  run<R extends pg.QueryResultRow>(member: number, sql: string, values?: unknown[]): Promise<R[]>;
  /** Makes a replica the primary, whether or not the old one lives. */
  promote(member: number): Promise<void>;
  /** Makes any of them a replica of another one, with its data: also one that was primary itself. */
  follow(member: number, primary: number): Promise<void>;
  /** A replica goes on receiving and no longer replays. */
  pauseReplay(member: number): Promise<void>;
  resumeReplay(member: number): Promise<void>;
  /** Ends all; removes the files unless they were to be kept. */
  stop(): Promise<void>;
}

export interface ReplicaSetOptions {
  replicas?: number;
  /** Created on the primary at first. */
  databases?: readonly string[];
  /** Further statements for the primary at first, such as those that make roles. */
  sql?: readonly string[];
  /** Lines of pg_hba.conf that go before those for everybody. */
  access?: readonly string[];
  tls?: boolean;
  /** Where it is kept over restarts, on the same ports; left out: it goes when it stops. */
  stateDir?: string;
  /** Begins the names of the servers. */
  name?: string;
}

const kept = z.object({
  ports: z.array(z.int()),
  hosts: z.array(z.string()),
  readerPassword: z.string(),
  replicatorPassword: z.string(),
});

const READER = 'switchyard_reader';
const REPLICATOR = 'replicator';

const access = (lines: readonly string[]) => [
  ...lines,
  ...['127.0.0.0/8', '::1/128'].flatMap((network) => [
    `host all all ${network} scram-sha-256`,
    `host replication ${REPLICATOR} ${network} scram-sha-256`,
  ]),
];

/** @throws StartError with PostgreSQL's own words when it does not start */
export async function startReplicaSet(options: ReplicaSetOptions = {}): Promise<ReplicaSet> {
  const { replicas = 1, databases = [], sql = [], stateDir, name = 'db' } = options;
  const folder =
    stateDir === undefined ? mkdtempSync(join(tmpdir(), 'switchyard-databases-')) : join(stateDir, 'databases');
  const file = join(folder, 'replica-set.json');
  // What was never finished has no such file, and cannot be gone on with.
  if (stateDir !== undefined && !existsSync(file)) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // PostgreSQL's own user has to get in, where it is another one.
  chmodSync(folder, 0o755);
  const former = existsSync(file) ? kept.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  const hosts = former?.hosts ?? (await loopbackAddresses(replicas + 1));
  // A name of its own each: two authorities of one name are taken for one another.
  const certificates = hosts.map((address, index) =>
    options.tls ? selfSignedCertificate({ name: `${name}${index + 1}`, address }) : undefined,
  );
  const place = (index: number) => ({
    name: `${name}${index + 1}`,
    folder: join(folder, `${name}${index + 1}`),
    host: hosts[index]!,
    port: former?.ports[index],
    access: access(options.access ?? []),
    certificate: certificates[index],
  });
  const newPassword = () => randomBytes(24).toString('base64url');
  const { readerPassword, replicatorPassword } = former ?? {
    readerPassword: newPassword(),
    replicatorPassword: newPassword(),
  };
  const conninfo = (primary: Member, replica: number) =>
    `host=${primary.host} port=${primary.port} user=${REPLICATOR} password=${replicatorPassword} application_name=${name}${replica + 1}`;
  const places = hosts.map((_, index) => place(index));
  let members: Member[];
  try {
    members = former
      ? await Promise.all(places.map((one) => Member.open(one)))
      : await makeMembers({
          places,
          folder,
          roles: { reader: READER, readerPassword, replicator: REPLICATOR, replicatorPassword },
          databases,
          sql,
          conninfo,
        });
  } catch (error) {
    if (!former) rmSync(folder, { recursive: true, force: true });
    throw error;
  }

  const inPeace = endWithUs(
    members.map(({ home }) => home),
    stateDir === undefined ? folder : undefined,
  );
  const removeAll = () => {
    for (const member of members) member.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  const stop = async () => {
    // Replicas first: a primary waits for those that follow it to have everything.
    for (const member of members.toReversed()) await member.stop();
    inPeace();
    if (stateDir === undefined) removeAll();
  };
  const at = (index: number) => {
    const member = members[index];
    if (!member) throw new Error(`There is no server ${index} in this set`);
    return member;
  };
  const run = <R extends pg.QueryResultRow>(index: number, text: string, values: unknown[] = []) =>
    withClient(at(index).ownerUrl(), async (client) => (await client.query<R>(text, values)).rows);
  const streamsTo = async (primary: number, replica: number) => {
    const isThere = `SELECT 1 FROM pg_stat_replication WHERE application_name = $1 AND state = 'streaming'`;
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await pause(20))
      if ((await run(primary, isThere, [at(replica).name])).length > 0) return;
    throw new Error(`${at(replica).name} does not follow ${at(primary).name}`);
  };
  try {
    for (const member of members) await member.start();
    const ports = members.map(({ port }) => port);
    writeFileSync(`${file}.new`, JSON.stringify({ ports, hosts, readerPassword, replicatorPassword }), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    // What was kept may be two primaries.
    if (!former) for (let index = 1; index <= replicas; index += 1) await streamsTo(0, index);
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    members,
    reader: { user: READER, password: readerPassword },
    ca: options.tls ? certificates.map((one) => one?.cert ?? '').join('') : undefined,
    servers: () => members.map(({ host, port }) => `${host}:${port}`),
    run,
    async promote(index) {
      const [said] = await run<{ promoted: boolean }>(index, 'SELECT pg_promote(true, 60) AS promoted');
      if (!said?.promoted) throw new Error(`${at(index).name} was not promoted within a minute`);
    },
    async follow(index, primary) {
      await at(index).follow(at(primary), conninfo(at(primary), index));
      await streamsTo(primary, index);
    },
    pauseReplay: async (index) => void (await run(index, 'SELECT pg_wal_replay_pause()')),
    resumeReplay: async (index) => void (await run(index, 'SELECT pg_wal_replay_resume()')),
    stop,
  };
}
