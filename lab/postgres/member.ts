import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCluster, type Cluster } from '../../runtime/postgres/cluster.ts';
import { superuserUrl, writeCredentials } from '../../runtime/postgres/credentials.ts';
import { endLeftovers } from '../../runtime/postgres/leftovers.ts';
import { placeData } from '../../runtime/postgres/placement.ts';
import { type Postmaster, startPostmaster } from '../../runtime/postgres/postmaster.ts';
import { signal } from '../../runtime/postgres/process-info.ts';
import { withClient } from '../../runtime/postgres/provision.ts';
import { copyFiles } from './copy-files.ts';

/** Small, and quick to follow: what is tried here is over in a moment. */
const SETTINGS = {
  unix_socket_directories: '',
  max_connections: 50,
  shared_buffers: '16MB',
  max_wal_size: '256MB',
  wal_keep_size: '128MB',
  wal_level: 'replica',
  hot_standby: 'on',
  wal_retrieve_retry_interval: '100ms',
  fsync: 'off',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
};

export interface MemberPlace {
  name: string;
  /** Holds its passwords, and its files unless PostgreSQL's user cannot go there. */
  folder: string;
  host: string;
  port?: number | undefined;
  /** Lines of pg_hba.conf, the first that fits counts. */
  access: readonly string[];
  certificate?: { key: string; cert: string } | undefined;
}

/** One server of a replica set, which is started and ended many times on the same files and port. */
export class Member {
  readonly name: string;
  readonly host: string;
  readonly #place: MemberPlace;
  readonly #cluster: Cluster;
  #running: Postmaster | undefined;
  #port: number | undefined;

  private constructor(place: MemberPlace, cluster: Cluster) {
    this.name = place.name;
    this.host = place.host;
    this.#place = place;
    this.#cluster = cluster;
    this.#port = place.port;
  }

  /** With the files it has, or new ones. */
  static async open(place: MemberPlace): Promise<Member> {
    mkdirSync(place.folder, { recursive: true, mode: 0o755 });
    const cluster = await openCluster(place.folder, () => {});
    await endLeftovers(cluster.home);
    const member = new Member(place, cluster);
    member.#configure();
    return member;
  }

  /** With the same data as another one, which must not run, and follows it. */
  static async copyOf(primary: Member, place: MemberPlace, conninfo: string): Promise<Member> {
    mkdirSync(place.folder, { recursive: true, mode: 0o755 });
    const { account } = primary.#cluster;
    const home = placeData(place.folder, account);
    copyFiles(primary.home, home, account);
    writeCredentials(place.folder, { ...primary.#cluster.credentials, home });
    const member = await Member.open(place);
    member.#followBy(conninfo);
    return member;
  }

  /** Begins anew with the data of another one, which runs, and follows that. What was written here alone is lost. */
  async follow(primary: Member, conninfo: string): Promise<void> {
    await this.stop();
    await withClient(primary.ownerUrl(), async (client) => {
      await client.query(`SELECT pg_backup_start('follow', true)`);
      // The log comes by the wire: it is written while one copies.
      copyFiles(primary.home, this.home, this.#cluster.account, ['./pg_wal/*', './postmaster.*', './backup_label*']);
      const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
      this.#write('backup_label', rows[0]!.labelfile);
    });
    this.#configure();
    this.#followBy(conninfo);
    await this.start();
  }

  get home(): string {
    return this.#cluster.home;
  }

  /** @throws Error before its first start */
  get port(): number {
    if (this.#port === undefined) throw new Error(`${this.name} was never started`);
    return this.#port;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Of the superuser. */
  ownerUrl(database = 'postgres'): string {
    return superuserUrl(this.#cluster.credentials, this.port, database).replace('@127.0.0.1:', `@${this.host}:`);
  }

  async start(): Promise<void> {
    if (this.#running) return;
    await endLeftovers(this.home);
    const { certificate } = this.#place;
    const settings = {
      ...SETTINGS,
      listen_addresses: this.host,
      cluster_name: this.name,
      ...(certificate ? { ssl: 'on' } : {}),
    };
    const known = this.#port;
    const running = await startPostmaster(this.#cluster, {
      settings,
      onLine: () => {},
      ...(known === undefined ? {} : { port: known }),
    });
    if (known !== undefined && running.port !== known) {
      await running.stop();
      throw new Error(`Port ${known} of ${this.name} was taken meanwhile`);
    }
    this.#port = running.port;
    this.#running = running;
    void running.ended.then(() => {
      if (this.#running === running) this.#running = undefined;
    });
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
  }

  /** As `kill -9` of all its processes: what it holds in memory is lost, and nobody is told. */
  async kill(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    signal(running.pid, 'SIGKILL');
    await running.ended;
    await endLeftovers(this.home);
    this.#running = undefined;
  }

  remove(): void {
    for (const path of [this.home, this.#place.folder]) rmSync(path, { recursive: true, force: true });
  }

  #followBy(conninfo: string): void {
    this.#write('standby.signal', '');
    this.#write('postgresql.auto.conf', `primary_conninfo = '${conninfo}'\n`);
  }

  #configure(): void {
    const { access, certificate } = this.#place;
    this.#write('pg_hba.conf', `${access.join('\n')}\n`);
    if (!certificate) return;
    this.#write('server.key', certificate.key);
    this.#write('server.crt', certificate.cert);
  }

  #write(name: string, text: string): void {
    const path = join(this.home, name);
    writeFileSync(path, text, { mode: 0o600 });
    const { uid, gid } = this.#cluster.account;
    if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
  }
}
