import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../runtime/free-port.ts';
import { demoWorld } from './demo-estate.ts';
import { type PowerDns, startPowerDns } from './powerdns.ts';
import { type Lab, startLab } from './start.ts';
import { say } from './testing/test-lab.ts';

const installed = (name: string) => {
  try {
    execFileSync('sh', ['-c', `PATH="$PATH:/usr/sbin" command -v ${name}`]);
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(!installed('pdns_server'))('a real PowerDNS', () => {
  const zones = demoWorld().powerdns;
  const [internal] = zones;
  let stateDir: string;
  let powerdns: PowerDns;
  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'lab-powerdns-'));
    powerdns = await started();
  });
  afterAll(async () => {
    await powerdns.stop();
    await rm(stateDir, { recursive: true, force: true });
  });

  async function started(): Promise<PowerDns> {
    const server = await startPowerDns({ stateDir, zones });
    if (!server) throw new Error('pdns_server is there, but was not started');
    return server;
  }
  const ask = (path: string, base = powerdns.apiUrl, apiKey = powerdns.apiKey) =>
    fetch(`${base}/api/v1/servers/localhost${path}`, { headers: { 'x-api-key': apiKey } });
  interface Zone {
    name: string;
    rrsets: { name: string; type: string; comments: { content: string }[] }[];
  }

  it('has the zones with every record set, and the nameservers of each', async () => {
    const listed = (await (await ask('/zones')).json()) as Zone[];
    expect(listed.map(({ name }) => name).toSorted()).toEqual(zones.map(({ name }) => name).toSorted());
    const zone = (await (await ask(`/zones/${internal?.name}`)).json()) as Zone;
    // SOA and NS come with the zone itself.
    expect(zone.rrsets).toHaveLength((internal?.rrsets.length ?? 0) + 2);
    expect(zone.rrsets.find(({ name }) => name.startsWith('db.'))?.comments).toMatchObject([
      { content: 'moved by the database team' },
    ]);
  });

  it('takes other ports where somebody was quicker, for its API and for DNS', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    // The API's port, then that of DNS: each is asked for anew after the other was taken.
    const given = [port, 0, 0, port];
    const elsewhere = await mkdtemp(join(tmpdir(), 'lab-powerdns-'));
    const server = await startPowerDns({
      stateDir: elsewhere,
      zones: [],
      portFor: async () => given.shift() || (await freePort()),
    });
    try {
      expect(given).toEqual([]);
      expect((await ask('/zones', server!.apiUrl, server!.apiKey)).status).toBe(200);
    } finally {
      await server?.stop();
      taken.close();
      await rm(elsewhere, { recursive: true, force: true });
    }
  });

  it.skipIf(!installed('dig'))('answers questions', async () => {
    const { stdout } = await promisify(execFile)('dig', [
      '@127.0.0.1',
      '-p',
      String(powerdns.dnsPort),
      '+short',
      '+tries=2',
      'web-1.int.us.meridian.example',
      'A',
    ]);
    expect(stdout.trim()).toMatch(/^10\.30\./);
  });

  it('comes back after a stop at the same address, with the same key and what was done to it', async () => {
    const change = {
      name: `kept.${internal?.name}`,
      type: 'A',
      ttl: 60,
      changetype: 'REPLACE',
      records: [{ content: '10.0.0.1', disabled: false }],
    };
    const patched = await fetch(`${powerdns.apiUrl}/api/v1/servers/localhost/zones/${internal?.name}`, {
      method: 'PATCH',
      headers: { 'x-api-key': powerdns.apiKey },
      body: JSON.stringify({ rrsets: [change] }),
    });
    expect(patched.status).toBe(204);
    const before = powerdns;
    await powerdns.stop();
    powerdns = await started();
    expect([powerdns.apiUrl, powerdns.apiKey, powerdns.dnsPort]).toEqual([
      before.apiUrl,
      before.apiKey,
      before.dnsPort,
    ]);
    const zone = (await (await ask(`/zones/${internal?.name}`)).json()) as Zone;
    expect(zone.rrsets.some(({ name }) => name.startsWith('kept.'))).toBe(true);
  });

  it('takes the place of one that a killed lab has left behind', async () => {
    const { pid } = JSON.parse(await readFile(join(stateDir, 'powerdns', 'server.json'), 'utf8')) as { pid: number };
    expect(() => process.kill(pid, 0)).not.toThrow();
    // Nobody has stopped the first one: this is what a start after `kill -9` finds.
    powerdns = await started();
    await expect.poll(() => isAlive(pid)).toBe(false);
    expect((await ask('/zones')).status).toBe(200);
  });

  it('never ends a process that only has the number of the former one', async () => {
    await powerdns.stop();
    const innocent = spawn('sleep', ['60']);
    const path = join(stateDir, 'powerdns', 'server.json');
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), pid: innocent.pid }));
    powerdns = await started();
    expect(isAlive(innocent.pid ?? 0)).toBe(true);
    innocent.kill();
  });

  describe('through the lab', () => {
    let lab: Lab;
    beforeAll(async () => {
      lab = await startLab({ powerdnsApiUrl: powerdns.apiUrl });
    });
    afterAll(() => lab.stop());
    const through = (path: string) => ask(path, `${lab.url}/powerdns`);

    it('is the same', async () => {
      lab.powerdnsApiUrl = powerdns.apiUrl;
      expect(await (await through('/zones')).json()).toEqual(await (await ask('/zones')).json());
      expect((await ask('/zones', `${lab.url}/powerdns`, 'wrong')).status).toBe(401);
    });

    it.each([
      ['500', 500],
      ['revoke', 401],
      ['429 5', 429],
    ])('fails with %s', async (how, status) => {
      await say(lab, `fail powerdns ${how} times=1`);
      expect((await through('/zones')).status).toBe(status);
      expect((await through('/zones')).status).toBe(200);
    });

    it('lists less, nothing, twice or nonsense', async () => {
      const rows = async () =>
        ((await (await through('/zones')).json()) as { name: unknown }[]).map(({ name }) => name);
      const whole = await rows();
      await say(lab, 'fail powerdns truncate 1 times=1');
      expect(await rows()).toEqual(whole.slice(0, 1));
      await say(lab, 'fail powerdns empty times=1');
      expect(await rows()).toEqual([]);
      await say(lab, 'fail powerdns duplicate times=1');
      expect(await rows()).toEqual([...whole, whole[0]]);
      await say(lab, 'fail powerdns malformed times=1');
      expect((await rows())[0]).toBe(42);
    });

    it('does what was asked and fails', async () => {
      const patch = (name: string) =>
        fetch(`${lab.url}/powerdns/api/v1/servers/localhost/zones/${internal?.name}`, {
          method: 'PATCH',
          headers: { 'x-api-key': powerdns.apiKey },
          body: JSON.stringify({
            rrsets: [
              {
                name: `${name}.${internal?.name}`,
                type: 'A',
                ttl: 60,
                changetype: 'REPLACE',
                records: [{ content: '10.0.0.1', disabled: false }],
              },
            ],
          }),
        });
      const has = async (name: string) =>
        ((await (await ask(`/zones/${internal?.name}`)).json()) as Zone).rrsets.some(
          (set) => set.name === `${name}.${internal?.name}`,
        );
      await say(lab, 'fail powerdns after-apply times=1');
      expect((await through('/zones')).status).toBe(200);
      expect((await patch('done')).status).toBe(500);
      expect(await has('done')).toBe(true);
      await say(lab, 'fail powerdns after-apply reset times=1');
      await expect(patch('reset')).rejects.toThrow('fetch failed');
      expect(await has('reset')).toBe(true);
      await say(lab, 'fail powerdns 500 times=1');
      expect((await patch('not-done')).status).toBe(500);
      expect(await has('not-done')).toBe(false);
    });

    it('aims at one zone', async () => {
      await say(lab, `fail powerdns 500 zone=${internal?.name}`);
      expect((await through(`/zones/${internal?.name}`)).status).toBe(500);
      expect((await through(`/zones/${zones[1]?.name}`)).status).toBe(200);
      await say(lab, 'heal');
    });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
