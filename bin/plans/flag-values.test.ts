import { expect, it } from 'vitest';
import { findActionCard } from '../../contract/actions/all.ts';
import { valuesOf } from './flag-values.ts';
import { flagsOf } from './flags.ts';

const values = (action: string) =>
  Object.fromEntries(flagsOf(findActionCard(action)!).map((flag) => [flag.names[0], valuesOf(flag)]));

it('every flag says what it takes', () => {
  expect(values('dns.flip')).toMatchObject({
    '--from-load-balancer': '<load balancer>',
    '--exclude': '<record set> …',
    '--probe': '<tcp:443|http:80/path|https:443/path>',
    '--canary': '<number>',
    '--on-failure': '<stop|roll-back>',
  });
  expect(values('dns.edit')).toMatchObject({
    '--contents': '<text> …',
    '--ttl': '<number|null>',
    '--proxied': '<true|false>',
  });
  expect(values('dns.repoint')['--from']).toBe('<instance|address|virtual machine>');
});
