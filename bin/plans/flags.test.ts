import { describe, expect, it } from 'vitest';
import { actionCards, findActionCard } from '../../contract/actions/all.ts';
import { kinds } from '../../contract/kinds/all.ts';
import { flagsOf, readFlags, refuseMissing } from './flags.ts';
import { resolveReferences } from './references.ts';

const card = (name: string) => findActionCard(name)!;
const read = (action: string, line: string) => readFlags(card(action), line === '' ? [] : line.split(' '));

/** Options of the commands themselves. */
const OWN = [
  '--params',
  '--reason',
  '--apply',
  '--yes',
  '--json',
  '--override',
  '--decide',
  '--at',
  '--url',
  '--break-glass',
  '--help',
];

describe('parameters on the command line', () => {
  it('have names of their own in every action, and every reference knows its kinds', () => {
    for (const one of actionCards) {
      const flags = flagsOf(card(one.name));
      const names = flags.flatMap((flag) => flag.names);
      expect(new Set(names).size, one.name).toBe(names.length);
      for (const name of names) expect(OWN).not.toContain(name);
      for (const flag of flags) {
        for (const kind of flag.kinds) expect(kinds.map(({ name }) => name)).toContain(kind);
        // Held changes have no page, and no name.
        if (/Ids?$/.test(flag.parameter) && flag.parameter !== 'heldChangeId')
          expect(flag.kinds, `${one.name} ${flag.parameter}`).not.toEqual([]);
      }
    }
    expect(flagsOf(card('dns.flip')).map(({ names, kinds: of }) => `${names[0]} ${of.join(' ')}`.trim())).toEqual([
      '--cluster clusters',
      '--record-set record_sets',
      '--from-load-balancer load_balancers',
      '--to-load-balancer load_balancers',
      '--exclude record_sets',
      '--include record_sets',
      '--addresses',
      '--probe',
      '--canary',
      '--on-failure',
    ]);
    expect(flagsOf(card('dns.repoint')).find(({ parameter }) => parameter === 'toId')).toMatchObject({
      names: ['--to', '--to-id'],
      kinds: ['instances', 'addresses', 'virtual_machines'],
    });
  });

  it('are read by what they are', () => {
    expect(
      read('dns.flip', '--from-load-balancer eu --to-load-balancer-id=us --canary 2 --exclude a,b --exclude c'),
    ).toEqual({
      fromLoadBalancerId: ['eu'],
      toLoadBalancerId: ['us'],
      canary: 2,
      exclude: ['a', 'b', 'c'],
    });
    expect(read('dns.edit', '--record-set www --ttl null --proxied --comment a=b')).toEqual({
      recordSetId: ['www'],
      ttl: null,
      proxied: true,
      comment: 'a=b',
    });
    expect(read('dns.edit', '--proxied false --ttl 60 --contents 192.0.2.1 --contents 192.0.2.2')).toEqual({
      proxied: false,
      ttl: 60,
      contents: ['192.0.2.1', '192.0.2.2'],
    });
    // A comma may stand in a value.
    expect(readFlags(card('dns.edit'), ['--contents', '"a,b"'])).toEqual({ contents: ['"a,b"'] });
    expect(read('dns.flip', '--probe http:8080/health')).toEqual({
      probe: { kind: 'http', port: 8080, path: '/health' },
    });
    expect(read('dns.flip', '--probe tcp:443')).toEqual({ probe: { kind: 'tcp', port: 443 } });
    expect(read('dns.flip', '--probe {"kind":"tcp","port":1}')).toEqual({ probe: { kind: 'tcp', port: 1 } });
    expect(read('cache.purge', '--zone a --everything')).toEqual({ zoneId: ['a'], everything: true });
    expect(read('dns.adopt', '--record-sets x --adopt false')).toEqual({ recordSetIds: ['x'], adopt: false });
  });

  it.each([
    ['dns.flip', '--from eu', /dns\.flip takes no --from; it takes --cluster, .*--from-load-balancer/],
    ['dns.flip', 'eu-router', /eu-router: parameters are given as --name value/],
    ['dns.flip', '--canary', /--canary: a value is missing/],
    ['dns.flip', '--canary two', /--canary two: not a whole number/],
    ['dns.edit', '--proxied=maybe', /--proxied maybe: true or false/],
    ['dns.flip', '--probe udp:53', /--probe udp:53: such as tcp:443/],
  ])('%s %s is refused with the flag that is why', (action, line, why) => {
    expect(() => read(action, line)).toThrow(why);
  });

  it('that are needed are asked for', () => {
    expect(() => refuseMissing(card('dns.flip'), { fromLoadBalancerId: 'x' })).toThrow(
      'dns.flip needs --to-load-balancer (Where it is to go.)',
    );
    expect(() => refuseMissing(card('source.set-mode'), { sourceId: 'x', mode: 'read' })).not.toThrow();
  });
});

describe('names of objects', () => {
  const [one, two, three] = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
  const objects = [
    { kind: 'load_balancers', id: one!, name: 'eu', type: null, detail: '', gone: false },
    { kind: 'load_balancers', id: two!, name: 'eu', type: null, detail: 'gone', gone: true },
    { kind: 'record_sets', id: one!, name: 'www', type: 'A', detail: 'A, in shop', gone: false },
    { kind: 'record_sets', id: two!, name: 'www', type: 'AAAA', detail: 'AAAA, in shop', gone: false },
    { kind: 'instances', id: three!, name: 'web', type: null, detail: 'gone', gone: true },
    { kind: 'virtual_machines', id: one!, name: 'vm', type: null, detail: '', gone: false },
    { kind: 'instances', id: two!, name: 'vm', type: null, detail: '', gone: false },
  ];
  const desk = {
    find: async (kind: string, name: string) => objects.filter((each) => each.kind === kind && each.name === name),
  };
  const resolve = (action: string, line: string) => resolveReferences(card(action), read(action, line), desk);

  it('are looked up, those that are there before those that are gone; ids stay', async () => {
    expect(
      await resolve('dns.flip', `--from-load-balancer eu --to-load-balancer load-balancer:${two} --canary 1`),
    ).toEqual({
      fromLoadBalancerId: one,
      toLoadBalancerId: two,
      canary: 1,
    });
    expect(await resolve('dns.delete', '--record-set www/A,www/AAAA')).toEqual({ recordSetIds: [one, two] });
    expect(await resolve('dns.repoint', '--from web --to virtual_machines:vm')).toEqual({ fromId: three, toId: one });
  });

  it.each([
    ['dns.flip', '--from-load-balancer us', '--from-load-balancer us: there is no such load balancer'],
    [
      'dns.edit',
      '--record-set www',
      `--record-set www: 2 have that name: record set www (A, in shop) ${one}; record set www (AAAA, in shop) ${two}`,
    ],
    ['dns.repoint', '--from vm', /--from vm: 2 have that name: instance vm .*; virtual machine vm/],
    ['dns.flip', '--from-load-balancer zones:eu', '--from-load-balancer zones:eu: takes load balancer'],
    ['dns.edit', '--record-set www/A,www/AAAA', '--record-set takes one'],
  ])('%s %s is refused', async (action, line, why) => {
    await expect(resolve(action, line)).rejects.toThrow(why);
  });
});
