import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { errorMessage } from '../../../lab/postgres/messages.ts';
import { type ReplicaSet, startReplicaSet } from '../../../lab/postgres/replica-set.ts';
import { addressPolicy } from '../../../runtime/http/address-policy.ts';
import { checkWith, pullAll, type PullRecord } from '../conformance/pull-all.ts';
import type { Measurement, PulledSource, Row } from '../system.ts';
import { postgres } from './postgres.ts';

const PASSWORD = 'plain-password-of-a-test';
const roles = [
  `CREATE ROLE unprivileged LOGIN PASSWORD '${PASSWORD}'`,
  `CREATE ROLE in_plain_text LOGIN PASSWORD '${PASSWORD}' IN ROLE pg_monitor`,
  `CREATE ROLE elsewhere LOGIN PASSWORD '${PASSWORD}' IN ROLE pg_monitor`,
  `CREATE ROLE trusted LOGIN IN ROLE pg_monitor`,
];
const access = [
  'host all in_plain_text 127.0.0.0/8 password',
  'host all elsewhere 127.0.0.0/8 reject',
  'host all trusted 127.0.0.0/8 trust',
];

let set: ReplicaSet;
const opened: Server[] = [];
beforeAll(async () => {
  set = await startReplicaSet({ databases: ['shop', 'blog'], sql: [...roles, `COMMENT ON DATABASE shop IS 'of the shop'`], access, tls: true }); // prettier-ignore
});
afterAll(() => set?.stop());
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

const source = (settings: object = {}, password: string | null = set.reader.password): PulledSource => ({
  id: '0192f000-0000-7000-8000-000000000004',
  name: 'postgres-test',
  settings: { group: 'test', servers: set.servers(), user: set.reader.user, caCertificate: set.ca, ...settings },
  secrets: password === null ? {} : { password },
});
const pull = async (settings?: object, password?: string | null) => {
  const record = await pullAll(postgres, source(settings, password));
  expect(record.error).toBeUndefined();
  return record;
};
const servers = (record: PullRecord) => record.rows('database_servers') as Row<'database_servers'>[];
const databases = (record: PullRecord) => record.rows('databases') as Row<'databases'>[];
const troubles = (record: PullRecord) => record.troubles() as { type: string; message: string; needs?: string }[];
const only = (member: number) => ({ servers: [set.servers()[member]!] });
/** Measures without a worker. */
const measure = async (settings: object = {}): Promise<Measurement[]> => {
  const tools = { policy: addressPolicy({ allow: ['127.0.0.0/8'] }), turn: async () => undefined };
  const said: Measurement[] = [];
  for await (const one of postgres.measure!(source(settings), {
    ...tools,
    signal: new AbortController().signal,
  } as never))
    said.push(one);
  return said;
};
const measured = (said: Measurement[], kind: string) =>
  said.flatMap((one) => (one.type === 'measures' && one.kind === kind ? (one.rows as { key: string }[]) : []));
/** A server that is none, on a port of its own. */
const listening = async (host: string, answer: (socket: Socket) => void): Promise<string> => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    answer(socket);
  }).listen(0, host);
  await once(server, 'listening');
  opened.push(server);
  const { port } = server.address() as AddressInfo;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
};

/** The first server, reached at another address. */
const elsewhere = (host: string) =>
  listening(host, (socket) => {
    const server = connect(set.members[0]!.port, set.members[0]!.host);
    server.on('error', () => socket.destroy());
    socket.pipe(server).pipe(socket);
  });

describe('a primary and its replica', () => {
  it('are told with their roles, and who follows whom', async () => {
    const [primary, replica] = servers(await pull()).toSorted((a, b) => (a.role < b.role ? -1 : 1));
    const [first, second] = set.members;
    expect(primary).toMatchObject({
      key: set.servers()[0],
      role: 'primary',
      replication: 'none',
      account: 'test',
      host: first!.host,
      port: first!.port,
      addresses: [first!.host],
      timeline: 1,
      clusterName: 'db1',
      upstream: null,
      replicas: [{ name: 'db2', state: 'streaming', sync: 'async' }],
    });
    expect(replica).toMatchObject({
      key: `${second!.host}:${second!.port}`,
      role: 'replica',
      replication: 'streaming',
      timeline: 1,
      upstream: set.servers()[0],
      replicas: [],
      systemIdentifier: primary!.systemIdentifier,
    });
    const [said] = await set.run<{ version: string; id: string }>(
      0,
      `SELECT split_part(current_setting('server_version'), ' ', 1) AS version, system_identifier::text AS id FROM pg_control_system()`,
    );
    expect([primary!.version, primary!.systemIdentifier]).toEqual([said!.version, said!.id]);
  });

  it('have one list of databases, without templates, written on the primary', async () => {
    const record = await pull();
    const [{ systemIdentifier }] = servers(record) as [Row<'database_servers'>];
    expect(databases(record).map(({ name }) => name)).toEqual(['postgres', 'shop', 'blog']);
    const [said] = await set.run<{ oid: string }>(1, `SELECT oid::text FROM pg_database WHERE datname = 'shop'`);
    expect(databases(record)[1]).toMatchObject({
      key: `${systemIdentifier}/${said!.oid}`,
      owner: 'postgres',
      server: set.servers()[0],
      serverKey: set.servers()[0],
      encoding: 'UTF8',
      locale: 'C.UTF-8',
      allowsConnections: true,
      connectionLimit: null,
      comment: 'of the shop',
    });
    expect(record.end({ kind: 'databases', scope: systemIdentifier })).toMatchObject({ complete: true });
  });

  it('show limits and what lets nobody in, and no names that others put before PostgreSQL’s own', async () => {
    await set.run(0, 'ALTER DATABASE blog WITH ALLOW_CONNECTIONS false CONNECTION LIMIT 7');
    await set.run(0, `CREATE FUNCTION public.pg_is_in_recovery() RETURNS boolean LANGUAGE sql AS 'SELECT true'`);
    await set.run(0, `ALTER ROLE ${set.reader.user} SET search_path = public, pg_catalog`);
    try {
      const record = await pull(only(0));
      expect(servers(record)).toMatchObject([{ role: 'primary' }]);
      const blog = databases(record).find(({ name }) => name === 'blog');
      expect(blog).toMatchObject({ allowsConnections: false, connectionLimit: 7 });
    } finally {
      await set.run(0, 'ALTER DATABASE blog WITH ALLOW_CONNECTIONS true CONNECTION LIMIT -1');
      await set.run(0, 'DROP FUNCTION public.pg_is_in_recovery()');
      await set.run(0, `ALTER ROLE ${set.reader.user} RESET search_path`);
    }
  });

  it('are measured: connections, sizes, and rates from the second look on', async () => {
    const [before] = measured(await measure(), 'databases');
    expect(before).toMatchObject({ key: expect.stringMatching(/^\d+\/5$/), size: expect.any(Number) });
    await set.run(0, 'SELECT 1');
    const said = await measure();
    expect(said.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(measured(said, 'database_servers')).toEqual([
      { key: set.servers()[0], connections: expect.any(Number), lagBytes: null, transactions: expect.any(Number) },
      { key: set.servers()[1], connections: 0, lagBytes: expect.any(Number), transactions: expect.any(Number) },
    ]);
    const [size] = await set.run<{ size: number }>(0, `SELECT pg_database_size('shop')::float8 AS size`);
    expect(measured(said, 'databases')[1]).toMatchObject({ size: size!.size, connections: 0 });
  });

  const lag = async (settings?: object) => {
    const rows = measured(await measure(settings), 'database_servers') as { key: string; lagBytes: number | null }[];
    return rows.find(({ key }) => key === set.servers()[1])!.lagBytes;
  };

  it('have a lag that grows while the replica does not replay, by the word of the replica alone too', async () => {
    await set.pauseReplay(1);
    try {
      await set.run(0, 'CREATE TABLE filler AS SELECT repeat(n::text, 500) FROM generate_series(1, 5000) n');
      while (((await lag()) ?? 0) < 1_000_000) await pause(50);
      while (((await lag(only(1))) ?? 0) < 1_000_000) await pause(50);
    } finally {
      await set.resumeReplay(1);
    }
    while ((await lag()) !== 0) await pause(50);
  });
});

describe('a replica alone', () => {
  it('is told, and leaves the databases as they were', async () => {
    const record = await pull(only(1));
    expect(servers(record)).toMatchObject([{ role: 'replica' }]);
    expect(databases(record)).toEqual([]);
    expect(record.ends().filter(({ kind }) => kind === 'databases')).toMatchObject([
      { complete: false, error: { type: 'transient', message: expect.stringContaining('is primary') } },
    ]);
  });
});

describe('a role', () => {
  it('with a wrong password is told so, by every server', async () => {
    const record = await pull({}, 'no-password-of-this-role');
    expect(troubles(record)).toMatchObject([{ type: 'auth' }, { type: 'auth' }]);
    expect(record.ofType('page')).toEqual([]);
    expect(record.ofType('scopes').map(({ kinds }) => kinds)).toEqual([['database_servers']]);
  });

  it('that is no member of pg_monitor is told what it needs', async () => {
    expect(troubles(await pull({ user: 'unprivileged', ...only(0) }, PASSWORD))).toMatchObject([
      { type: 'auth', needs: 'pg_monitor' },
    ]);
    const check = await checkWith(postgres, source({ user: 'unprivileged' }, PASSWORD));
    expect(check.ok).toBe(false);
    expect(check.items.filter(({ ok }) => !ok)).toMatchObject([{ ability: 'pg_monitor', needs: 'pg_monitor' }]);
  });

  it('that pg_hba.conf keeps out is told so', async () => {
    const [trouble] = troubles(await pull({ user: 'elsewhere', ...only(0) }, PASSWORD));
    expect(trouble).toMatchObject({ type: 'auth', message: expect.stringContaining('pg_hba.conf') });
  });

  it('needs no password where the server asks for none, and takes none from the environment', async () => {
    expect(servers(await pull({ user: 'trusted', ...only(0) }, null))).toHaveLength(1);
    process.env['PGPASSWORD'] = set.reader.password;
    try {
      const [trouble] = troubles(await pull(only(0), null));
      expect(trouble).toMatchObject({ type: 'auth', message: expect.stringContaining('the source has none') });
    } finally {
      delete process.env['PGPASSWORD'];
    }
  });

  it.each([
    ['verified', true],
    ['unverified', false],
    ['none', false],
  ])('is signed in with a password in plain text when encryption is %s: %s', async (encryption, isIn) => {
    const record = await pull({ user: 'in_plain_text', encryption, ...only(0) }, PASSWORD);
    if (isIn) expect(record.troubles()).toEqual([]);
    else
      expect(troubles(record)).toMatchObject([{ type: 'permanent', message: expect.stringContaining('plain text') }]);
  });

  it('for a database that is not there is told so', async () => {
    const [trouble] = troubles(await pull({ database: 'nowhere', ...only(0) }));
    expect(trouble).toMatchObject({ type: 'permanent', message: expect.stringContaining('"nowhere"') });
  });
});

describe('a server', () => {
  it.each(['verified', 'unverified', 'none'])('is reached with encryption %s', async (encryption) => {
    expect(servers(await pull({ encryption }))).toHaveLength(2);
  });

  it('with a certificate for another name, or of an unknown authority, waits for a person', async () => {
    // The certificate is for the address of the server, which answers by another name here.
    const proxy = await elsewhere('127.0.0.1');
    expect(troubles(await pull({ servers: [proxy] }))).toMatchObject([
      { type: 'permanent', message: expect.stringMatching(/altnames/) },
    ]);
    expect(troubles(await pull({ caCertificate: undefined, ...only(0) }))).toMatchObject([
      { type: 'permanent', message: expect.stringMatching(/self-signed certificate/) },
    ]);
  });

  it('is found by its name and has the addresses of it', async () => {
    const forwarded = await elsewhere('127.0.0.1');
    const record = await pullAll(
      postgres,
      source({ servers: [`localhost:${forwarded.split(':')[1]}`], encryption: 'none' }),
      { allow: ['127.0.0.0/8', '::1/128'] },
    );
    const [one] = servers(record);
    expect(one).toMatchObject({ name: `localhost:${forwarded.split(':')[1]}`, host: 'localhost' });
    expect(one!.addresses).toContain('127.0.0.1');
  });

  it('whose name leads to a forbidden address is not dialled', async () => {
    let connections = 0;
    const trap = await listening('127.0.0.1', () => (connections += 1));
    const settings = { servers: [`localhost:${trap.split(':')[1]}`], encryption: 'none' };
    const record = await pullAll(postgres, source(settings), { allow: [] });
    expect(troubles(record)).toMatchObject([{ type: 'permanent', message: expect.stringContaining('loopback') }]);
    expect(connections).toBe(0);
  });

  it('of another address family is dialled at its address', async () => {
    const six = await elsewhere('::1');
    const settings = { servers: [six], encryption: 'none' };
    const record = await pullAll(postgres, source(settings), { allow: ['::1/128'] });
    expect(servers(record)).toMatchObject([{ key: six, host: '::1', addresses: ['::1'] }]);
    const refused = await pullAll(postgres, source(settings), { allow: ['127.0.0.0/8'] });
    expect(troubles(refused)).toMatchObject([{ type: 'permanent', message: expect.stringContaining('loopback') }]);
  });

  it('under two names is one server with one list of databases', async () => {
    const record = await pullAll(
      postgres,
      source({ servers: [set.servers()[0]!, await elsewhere('127.0.0.1')], encryption: 'none' }),
    );
    expect(servers(record)).toHaveLength(2);
    expect(record.troubles()).toEqual([]);
    expect(new Set(databases(record).map(({ serverKey }) => serverKey))).toEqual(new Set([set.servers()[0]]));
  });
});

describe('servers that do not answer', () => {
  it('end their own scope, and delay no other', async () => {
    const silent = await listening('127.0.0.1', () => undefined);
    const closing = await listening('127.0.0.1', (socket) => socket.destroy());
    const starting = await listening('127.0.0.1', (socket) =>
      socket.once('data', () => socket.end(errorMessage('FATAL', '57P03', 'the database system is starting up'))),
    );
    const full = await listening('127.0.0.1', (socket) =>
      socket.once('data', () => socket.end(errorMessage('FATAL', '53300', 'sorry, too many clients already'))),
    );
    const order: string[] = [];
    const all = [silent, closing, starting, full, ...set.servers()];
    const record = await pullAll(postgres, source({ servers: all, encryption: 'none' }), {
      onItem: (item) => item.type === 'end' && order.push(item.scope),
    });
    const end = (scope: string) => record.end({ kind: 'database_servers', scope });
    for (const scope of [silent, closing, starting, full])
      expect([scope, end(scope)]).toMatchObject([scope, { complete: false, error: { type: 'transient' } }]);
    for (const scope of set.servers()) expect(end(scope)).toMatchObject({ complete: true });
    expect(order.filter((scope) => all.includes(scope)).at(-1)).toBe(silent);
    // What may be elsewhere has not vanished.
    expect(record.ofType('scopes').map(({ kinds }) => kinds)).toEqual([['database_servers']]);
    expect(databases(record)).toHaveLength(3);
  });

  it('and what is no PostgreSQL are told apart', async () => {
    const web = await listening('127.0.0.1', (socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    const [plain] = troubles(await pull({ servers: [web] }));
    expect(plain).toMatchObject({ type: 'malformed', message: expect.stringContaining('does not speak PostgreSQL') });
    const without = await listening('127.0.0.1', (socket) => socket.once('data', () => socket.end('N')));
    const [noTls] = troubles(await pull({ servers: [without] }));
    expect(noTls).toMatchObject({ type: 'permanent', message: expect.stringContaining('offers no TLS') });
  });
});
