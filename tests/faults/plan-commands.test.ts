import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../runtime/free-port.ts';
import { type CommandPanel, commandPanel, numberIn, shop } from './command-panel.ts';
import { sideAddresses } from './dns-outside.ts';
import { OutsideZone } from './outside-zone.ts';
import type { Plan, PlanPanel } from './plan-panel.ts';

const FLIP = ['dns.flip', '--from-load-balancer', 'side-a', '--to-load-balancer', 'load-balancer:side-b'];

let commands: CommandPanel;
let panel: PlanPanel;
let zone: OutsideZone;
beforeAll(async () => {
  commands = await commandPanel();
  ({ panel } = commands);
  zone = new OutsideZone(shop, panel);
});
afterAll(() => commands?.stop());

const www = async () => (await zone.sets())['www.shop.example A']!.map((line) => (JSON.parse(line) as string[])[0]);
const run: CommandPanel['run'] = (args, more) => commands.run(args, more);
const document = <T>(text: string) => JSON.parse(text) as T;

describe('with a panel that answers', () => {
  let worker: Awaited<ReturnType<PlanPanel['startWorker']>>;
  beforeAll(async () => {
    worker = await panel.startWorker();
  });
  afterAll(() => worker.stop());

  it('a plan is shown by system and zone, with its checks and what one should know, and changes nothing', async () => {
    const before = await zone.sets();
    const { code, stdout, stderr } = await run(['plan', ...FLIP, '--reason', 'maintenance']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^Plan \d+: Flip 6 record sets from side-a to side-b\n {2}proposed, planned by .*: maintenance\n/,
    );
    expect(stdout).toContain(`\n  cloudflare pay.example\n`);
    expect(stdout).toContain(
      `    ~ www.shop.example A\n        values  ${sideAddresses('side-a').join(', ')} -> ${sideAddresses('side-b').join(', ')}\n`,
    );
    expect(stdout).toContain('    ok  targets-healthy: ');
    expect(stdout).toContain('Resolvers may answer the old values for up to 600 s');
    expect(stdout).toContain(`  Apply it with: switchyard apply ${numberIn(stdout)}\n`);
    expect(await zone.sets()).toEqual(before);
  });

  it('is applied, told step by step, shown and rolled back', async () => {
    const before = await zone.sets();
    const applied = await run(['plan', ...FLIP, '--apply', '--yes']);
    expect(applied.code, applied.stdout + applied.stderr).toBe(0);
    expect(applied.stdout).toMatch(/\nstep 2 of 2, cloudflare shop\.example: applied \(.*\n/);
    const number = numberIn(applied.stdout);
    expect(applied.stdout).toContain(`\nplan ${number}: applied\nroll back with: switchyard undo ${number}\n`);
    expect(await www()).toEqual(sideAddresses('side-b'));

    const shown = await run(['show', number]);
    expect(shown).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('\n  step 1 of 2, cloudflare pay.example: applied') as string,
    });
    const listed = await run(['plans', '--limit', '1', '--json']);
    expect(document<{ items: Plan[] }>(listed.stdout).items).toMatchObject([
      { number: Number(number), state: 'applied' },
    ]);
    expect((await run(['apply', number, '--yes'])).code).toBe(2);

    const undone = await run(['undo', number, '--yes']);
    expect(undone.code, undone.stdout + undone.stderr).toBe(0);
    expect(await zone.sets()).toEqual(before);
    expect(await run(['undo', number, '--yes'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it was undone') as string,
    });
  });

  it('says all of it as one JSON document, and what is wrong too', async () => {
    const proposed = await run(['plan', 'dns.edit', '--record-set', 'www.shop.example/A', '--ttl', '600', '--json']);
    expect({ code: proposed.code, stderr: proposed.stderr }).toEqual({ code: 0, stderr: '' });
    const { plan, steps } = document<{ plan: Plan; steps: unknown[] }>(proposed.stdout);
    expect(plan).toMatchObject({ state: 'proposed', title: 'Edit www.shop.example A' });
    expect(steps).toHaveLength(1);
    const applied = await run(['apply', plan.id, '--yes', '--json']);
    expect(applied.code).toBe(0);
    expect(document<{ plan: Plan }>(applied.stdout).plan.state).toBe('applied');
    expect(document<{ plan: Plan }>((await run(['undo', plan.id, '--yes', '--json'])).stdout).plan).toMatchObject({
      state: 'applied',
      undoes: plan.id,
    });
    const wrong = await run(['show', '99999', '--json']);
    expect(document(wrong.stdout)).toEqual({ error: 'There is no plan 99999', exitCode: 1 });
    expect(wrong.code).toBe(1);
  });

  it('refuses what it does not understand, what may not be, and to go on unasked', async () => {
    const viewer = { SWITCHYARD_TOKEN: await panel.server.token('viewer', null) };
    const cases: [string[], Record<string, string>, number, RegExp][] = [
      [
        ['plan', ...FLIP.slice(0, 4), 'nobody'],
        {},
        1,
        /--to-load-balancer nobody: there is no such load balancer|takes no/,
      ],
      [
        ['plan', 'dns.edit', '--record-set', 'www.shop.example', '--ttl', '60'],
        {},
        1,
        /2 have that name: record set www\.shop\.example \(A, in shop\.example\)/,
      ],
      [
        ['plan', 'dns.edit', '--record-set', 'www.shop.example/A', '--contents', 'x'],
        {},
        1,
        /params\.contents: x: not an IPv4 address/,
      ],
      [['plan', ...FLIP], viewer, 2, /answered 403: needs the role admin or operator; you are viewer/],
      [['plans'], { SWITCHYARD_TOKEN: 'of-nobody-and-nothing-at-all' }, 1, /does not accept the token/],
      [['plans'], { SWITCHYARD_TOKEN: '' }, 1, /SWITCHYARD_TOKEN is needed/],
      [['plan', ...FLIP, '--apply'], {}, 1, /there is nobody to ask/],
      [['plan', ...FLIP, '--apply', '--at', '25:99'], {}, 1, /25:99 is no instant/],
    ];
    const answers = await Promise.all(cases.map(([args, more]) => run(args, more)));
    for (const [place, [args, , code, says]] of cases.entries()) {
      const ended = answers[place]!;
      expect([args, ended.code, ended.stderr]).toEqual([args, code, expect.stringMatching(says)]);
      expect(ended.stderr.trimEnd()).not.toContain('\n');
    }
  });

  it('ends with 2 when a check says no, and goes on over it when that is asked for', async () => {
    // Addresses of documentation: nobody may connect to them.
    const { code, stdout } = await run(['plan', ...FLIP, '--probe', 'tcp:443', '--exclude', 'shop.shop.example']);
    expect(code).toBe(2);
    expect(stdout).toContain('    NO  probe: ');
    const number = numberIn(stdout);
    expect(await run(['apply', number, '--yes'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('these checks say no: probe') as string,
    });
    expect((await run(['apply', number, '--yes', '--override'])).code).toBe(0);
    expect((await run(['undo', number, '--yes'])).code).toBe(0);
  });

  it('ends with 5 when what it would change has moved, and with 4 when a second person is asked for', async () => {
    const number = numberIn(
      (await run(['plan', 'dns.edit', '--record-set', 'www.shop.example/A', '--ttl', '120'])).stdout,
    );
    await zone.write('www', 'A', ['203.0.113.77']);
    const moved = await run(['apply', number, '--yes']);
    expect([moved.code, moved.stdout]).toEqual([5, expect.stringContaining(`plan ${number}: expired`)]);
    await zone.write('www', 'A', sideAddresses('side-a'), 300);

    const { id } = await panel.one('clusters', 'plans');
    await panel.api('PATCH', `/clusters/${id}`, { needsApproval: true });
    const careful = await run([
      'plan',
      'dns.edit',
      '--record-set',
      'www.shop.example/A',
      '--ttl',
      '120',
      '--apply',
      '--yes',
    ]);
    await panel.api('PATCH', `/clusters/${id}`, { needsApproval: false });
    expect([careful.code, careful.stderr]).toEqual([
      4,
      expect.stringContaining('a second person has to approve it first'),
    ]);
    expect(careful.stdout).toContain('needs the yes of a second person');
    const cancelled = await run(['cancel', numberIn(careful.stdout)]);
    expect(cancelled).toMatchObject({ code: 0, stdout: `plan ${numberIn(careful.stdout)}: cancelled\n` });
  });
});

describe('without a panel and without a worker', () => {
  const me = `break-glass:${userInfo().username}`;
  let url: string;
  const broken = (): Record<string, string> => ({
    ...commands.inDatabase,
    SWITCHYARD_URL: url,
    SWITCHYARD_TOKEN: '',
  });
  beforeAll(async () => {
    url = `http://127.0.0.1:${await freePort()}`;
  });

  it('plans are made, applied and rolled back all the same, in the name of the machine’s operator', async () => {
    const before = await zone.sets();
    const applied = await run(['plan', ...FLIP, '--apply', '--yes', '--reason', 'the panel is down'], broken());
    expect(applied.code, applied.stdout + applied.stderr).toBe(0);
    expect(applied.stderr).toMatch(
      new RegExp(`^switchyard: no panel answers at ${url}/?: working on the database itself, as ${me}\n$`),
    );
    expect(applied.stdout).toMatch(/\nstep 2 of 2, cloudflare shop\.example: applied/);
    expect(await www()).toEqual(sideAddresses('side-b'));
    const number = numberIn(applied.stdout);
    const undone = await run(['undo', number, '--yes'], broken());
    expect(undone.code, undone.stdout + undone.stderr).toBe(0);
    expect(await zone.sets()).toEqual(before);

    const { rows } = await panel.db.query<{ actor: string; action: string }>(
      `SELECT DISTINCT a.actor, a.action FROM audit a JOIN plans p ON p.id = a.plan_id WHERE p.number = $1 ORDER BY a.action`,
      [Number(number)],
    );
    expect(rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'plans.propose',
        'plans.checked',
        'plans.apply',
        'plans.write',
        'plans.step-applied',
        'plans.applied',
        'plans.undo',
      ]),
    );
    expect(new Set(rows.map(({ actor }) => actor))).toEqual(new Set([me]));
    expect(await run(['audit', 'verify'], broken())).toMatchObject({ code: 0 });
    expect((await run(['plans', '--json'], broken())).code).toBe(0);
  });

  it('one that was killed in the middle of a write is gone on with by a second call; what nobody can tell waits for a word', async () => {
    const sent = (tail: string) =>
      panel.lab.requests.list(10_000).filter(({ operation }) => operation.endsWith(tail)).length;
    /** Begins to apply it, and is killed while the write is under way. */
    const killed = async (words: string[], path: string) => {
      const { plan } = document<{ plan: Plan }>((await run(['plan', ...words, '--json'], broken())).stdout);
      const held = commands.gate.hold((request) => request.includes(path), 'asked');
      const first = commands.start(['apply', plan.id, '--yes'], broken());
      const request = await held;
      first.kill();
      await first.ended;
      return { again: () => run(['apply', plan.id, '--yes'], broken()), plan, request };
    };
    const before = sent('/dns_records/batch');
    const edit = await killed(['dns.edit', '--record-set', 'box.shop.example', '--ttl', '240'], '/dns_records/batch');
    const purge = await killed(['cache.purge', '--zone', 'pay.example', '--everything'], '/purge_cache');
    // The one arrives after its writer is dead, the other never.
    await edit.request.passOn();
    purge.request.drop();
    const [edited, purged] = await Promise.all([edit.again(), purge.again()]);
    expect(edited.code, edited.stdout + edited.stderr).toBe(0);
    expect(edited.stdout).toMatch(/\nstep 1 of 1, cloudflare shop\.example: applied \(done, although its writer /);
    expect(sent('/dns_records/batch')).toBe(before + 1);

    expect(purged.code, purged.stdout + purged.stderr).toBe(4);
    expect(purged.stdout).toContain(': needs person: step 1: it was interrupted');
    expect(purged.stdout).toMatch(/say what became of it .*: switchyard apply \d+ --decide 1=done\n/);
    const decided = (...words: string[]) => run(['apply', purge.plan.id, '--yes', ...words], broken());
    expect(await decided()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('say of step 1 whether it was done') as string,
    });
    expect(await decided('--decide', '1=perhaps')).toMatchObject({ code: 1 });
    expect(await decided('--decide', '1=again')).toMatchObject({ code: 0 });
    expect(sent('/purge_cache')).toBe(1);
  });

  it('refuses another key, another database, and to make one', async () => {
    const cases: [Record<string, string>, RegExp][] = [
      [{ ...broken(), SWITCHYARD_KEY: Buffer.alloc(32, 9).toString('base64') }, /SWITCHYARD_KEY: .*another key/],
      [{ ...broken(), SWITCHYARD_KEY: '' }, /SWITCHYARD_KEY is needed/],
      [{ ...broken(), DATABASE_URL: '' }, /DATABASE_URL is not set, and there is no database in/],
    ];
    const answers = await Promise.all(cases.map(([more]) => run(['plans'], more)));
    for (const [place, [, says]] of cases.entries())
      expect(answers[place]).toEqual({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(says) as string,
      });
    const { stderr } = await run(['plan', ...FLIP, '--apply'], broken());
    expect(stderr).toContain('there is nobody to ask');
  });

  it('the database of the data folder is started for as long as it takes', async () => {
    const own = { SWITCHYARD_URL: url, DATA_DIR: join(commands.dataDir, 'own'), LOG_LEVEL: 'error' };
    expect((await run(['migrate'], own)).code).toBe(0);
    expect(document((await run(['plans', '--json'], own)).stdout)).toEqual({ items: [] });
    expect(await run(['show', '1'], own)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no plan 1') as string,
    });
  });
});
