import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type PowerDns, startPowerDns } from '../../../lab/powerdns.ts';
import { type Lab, startLab, startTlsLab } from '../../../lab/start.ts';
import type { PowerDnsZone } from '../../../lab/world/powerdns-schema.ts';
import { powerdns } from '../powerdns/powerdns.ts';
import type { PulledSource, Row } from '../system.ts';
import { expectFixture } from './dns-fixture-holds.ts';
import { powerDnsZones } from './powerdns-estate.ts';
import { checkWith, pullAll } from './pull-all.ts';
import type { Fault, StandIn } from './stand-in.ts';
import { conformance } from './suite.ts';

const sourceAt = (url: string, apiKey: string, settings: object = {}): PulledSource => ({
  id: '0192f000-0000-7000-8000-000000000003',
  name: 'powerdns-test',
  settings: { url, ...settings },
  secrets: { apiKey },
});

interface Running {
  server: PowerDns;
  end: () => Promise<void>;
}

/** @returns undefined where no `pdns_server` with its SQLite backend is installed */
async function startServer(): Promise<Running | undefined> {
  const stateDir = await mkdtemp(join(tmpdir(), 'switchyard-powerdns-'));
  const server = await startPowerDns({ stateDir, zones: powerDnsZones as PowerDnsZone[] });
  const clear = () => rm(stateDir, { recursive: true, force: true });
  if (!server) {
    await clear();
    return undefined;
  }
  return {
    server,
    async end() {
      await server.stop();
      await clear();
    },
  };
}

/** In front of the real server: gives every list in its answers the other way round once it is told to. */
async function startReversing(
  target: string,
): Promise<{ url: string; reverse: () => void; stop: () => Promise<void> }> {
  let isReversing = false;
  const turned = (_: string, value: unknown) => (Array.isArray(value) ? value.toReversed() : value);
  const proxy: Server = createServer((request, response) => {
    void (async () => {
      const key = request.headers['x-api-key'];
      const answer = await fetch(target + request.url, {
        headers: typeof key === 'string' ? { 'x-api-key': key } : {},
      });
      const text = await answer.text();
      const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
      response.end(isReversing && isJson ? JSON.stringify(JSON.parse(text, turned)) : text);
    })();
  });
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    reverse: () => void (isReversing = true),
    stop: () => new Promise((closed) => proxy.close(() => closed())),
  };
}

async function start({ server }: Running): Promise<StandIn> {
  const reversing = await startReversing(server.apiUrl);
  const lab = await startLab({ powerdnsApiUrl: reversing.url });
  const tls = await startTlsLab({ powerdnsApiUrl: server.apiUrl });
  return {
    system: powerdns,
    source: sourceAt(`${lab.url}/powerdns`, server.apiKey),
    wrongSource: sourceAt(`${lab.url}/powerdns`, 'no-key-of-this-server'),
    untrustedSource: sourceAt(`${tls.url}/powerdns`, server.apiKey),
    listed: { kind: 'record_sets', scope: 'plain.example.' },
    fail(fault: Fault) {
      const aim = fault.how === 'revoke' ? {} : { operation: 'GET /zones/:id', zone: 'plain.example.' };
      const what = fault.how === '500' ? { ...fault, status: 500 } : fault;
      lab.faults.add({ service: 'powerdns', ...aim, what } as Parameters<Lab['faults']['add']>[0]);
    },
    heal: () => void lab.faults.heal(),
    requests: () => lab.requests.list().length,
    reorder: async () => reversing.reverse(),
    async stop() {
      await Promise.all([lab.stop(), tls.stop(), reversing.stop()]);
    },
  };
}

/** Both suites share one server; without it there is nothing that could be tested here. */
const running = await startServer();
afterAll(() => running?.end());

describe.skipIf(!running)('a real PowerDNS', () => {
  const { server } = running ?? ({} as Running);
  conformance('powerdns', { pages: false, counts: false, accounts: false }, () => start({ server } as Running));

  const source = (settings: object = {}) => sourceAt(server.apiUrl, server.apiKey, settings);
  const recordSets = async (settings: object = {}) => {
    const record = await pullAll(powerdns, source(settings));
    expect(record.error).toBeUndefined();
    return record.rows('record_sets') as Row<'record_sets'>[];
  };

  it('spells names and values as every DNS provider does', async () => {
    const record = await pullAll(powerdns, source());
    expectFixture(record.rows('zones') as Row<'zones'>[], record.rows('record_sets') as Row<'record_sets'>[]);
  });

  it('serves no disabled value, and keeps it', async () => {
    const set = (await recordSets()).find(({ name }) => name === 'half.plain.example');
    expect(set).toMatchObject({
      contents: ['192.0.2.1'],
      values: [
        { content: '192.0.2.1', ref: null },
        { content: '192.0.2.2', ref: null, disabled: true },
      ],
      comment: 'for the move',
      proxied: null,
      ttl: 60,
    });
  });

  it('keeps serials out of the rows, so that an edit of one set changes that set and the SOA alone', async () => {
    const before = await recordSets();
    const zonesBefore = (await pullAll(powerdns, source())).rows('zones') as Row<'zones'>[];
    const body = {
      rrsets: [
        {
          name: 'edit.plain.example.',
          type: 'A',
          ttl: 60,
          changetype: 'REPLACE',
          records: [{ content: '192.0.2.99', disabled: false }],
        },
      ],
    };
    const answer = await fetch(`${server.apiUrl}/api/v1/servers/localhost/zones/plain.example.`, {
      method: 'PATCH',
      headers: { 'x-api-key': server.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(204);
    const known = new Set(before.map((row) => JSON.stringify(row)));
    const changed = (await recordSets()).filter((row) => !known.has(JSON.stringify(row)));
    expect(changed.map(({ type }) => type).toSorted()).toEqual(['A', 'SOA']);
    const zonesAfter = (await pullAll(powerdns, source())).rows('zones') as Row<'zones'>[];
    const serial = (zones: Row<'zones'>[]) => zones.find(({ name }) => name === 'plain.example')?.serial ?? 0;
    expect(serial(zonesAfter)).toBeGreaterThan(serial(zonesBefore));
    const steady = (zones: Row<'zones'>[]) => zones.map((zone) => ({ ...zone, serial: null }));
    expect(steady(zonesAfter)).toEqual(steady(zonesBefore));
  });

  it('lists only the zones that the source names, and says which of them it cannot find', async () => {
    const limited = { zones: ['BÜCHER.example.', 'nowhere.example'] };
    const record = await pullAll(powerdns, source(limited));
    expect(record.rows('zones').map(({ key }) => key)).toEqual(['xn--bcher-kva.example.']);
    expect(record.end({ kind: 'record_sets', scope: 'nowhere.example' })).toMatchObject({
      complete: false,
      error: { type: 'permanent' },
    });
    const check = await checkWith(powerdns, source(limited));
    expect(check.items.filter(({ ok }) => !ok)).toMatchObject([{ ability: 'Records of nowhere.example' }]);
  });

  it('waits for a person when the server id is another', async () => {
    const record = await pullAll(powerdns, source({ serverId: 'elsewhere' }));
    expect(record.error).toMatchObject({ type: 'permanent', message: expect.stringContaining('404') });
  });

  it('is another account at another address', async () => {
    const [account] = (await pullAll(powerdns, source())).ofType('account');
    expect(account).toMatchObject({
      account: `localhost@${new URL(server.apiUrl).host}`,
      label: expect.stringMatching(/^PowerDNS \d/),
    });
  });
});
