import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { StartError } from './start-error.ts';

test('defaults', () => {
  expect(readConfig({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    dataDir: resolve('data'),
    databaseUrl: undefined,
    logLevel: 'info',
    allowNetworks: [],
    consoleLinks: {},
    trustProxy: false,
  });
});

test('empty values count as unset', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: ' ' })).toMatchObject({ port: 3000, databaseUrl: undefined });
});

test('reads lists, links, proxies and addresses', () => {
  const config = readConfig({
    PORT: '0',
    DATA_DIR: '/srv/switchyard',
    SWITCHYARD_ALLOW_NETWORKS: '10.0.0.0/8, fd00::/8,',
    SWITCHYARD_CONSOLE_LINKS: '{"Kibana":"https://kibana.example/{name}"}',
    TRUST_PROXY: '2',
    PUBLIC_URL: 'https://panel.example/',
  });
  expect(config).toMatchObject({
    port: 0,
    dataDir: '/srv/switchyard',
    allowNetworks: ['10.0.0.0/8', 'fd00::/8'],
    consoleLinks: { Kibana: 'https://kibana.example/{name}' },
    trustProxy: 2,
    publicUrl: 'https://panel.example',
  });
  expect(readConfig({ TRUST_PROXY: 'loopback, 10.1.2.3' }).trustProxy).toEqual(['loopback', '10.1.2.3']);
});

test.each([
  ['PORT', '70000'],
  ['PORT', '-1'],
  ['PORT', '3000x'],
  ['DATABASE_URL', 'mysql://db.example/x'],
  ['DATABASE_URL', 'not a url'],
  ['REDIS_URL', 'http://redis.example'],
  ['SWITCHYARD_KEY', 'short'],
  ['SWITCHYARD_ADMIN_PASSWORD', 'secret'],
  ['SWITCHYARD_ADMIN_TOKEN', 'token'],
  ['LOG_LEVEL', 'loud'],
  ['SWITCHYARD_ALLOW_NETWORKS', '10.0.0.0/8,everywhere'],
  ['SWITCHYARD_CONSOLE_LINKS', '{"Kibana":'],
  ['SWITCHYARD_CONSOLE_LINKS', '{"Kibana":"javascript:alert(1)"}'],
  ['TRUST_PROXY', 'some proxy'],
  ['PUBLIC_URL', 'panel.example'],
])('%s=%s is refused with a line that names the setting', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(StartError);
  expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^${name} `));
});

test('all wrong settings are named at once and secret values are not repeated', () => {
  expect(() => readConfig({ PORT: 'x', SWITCHYARD_KEY: 'hunter2' })).toThrow(
    /^(?=.*PORT)(?=.*SWITCHYARD_KEY)(?!.*hunter2)/,
  );
});
