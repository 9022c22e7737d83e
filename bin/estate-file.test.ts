import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StartError } from '../runtime/start-error.ts';
import { readEstateFile } from './estate-file.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-estate-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function read(text: string, env: Record<string, string> = {}): unknown {
  const path = join(folder, 'estate.yaml');
  writeFileSync(path, text);
  return readEstateFile(path, env);
}

test('values of the environment are filled in after parsing, so that they stay values', () => {
  const text = `
    sources:
      - name: dns
        system: cloudflare
        settings: { apiToken: "\${TOKEN}", note: "$\${TOKEN} and \${A}\${B}" }`;
  expect(read(text, { TOKEN: 'a: [b', A: '1', B: '2' })).toEqual({
    sources: [{ name: 'dns', system: 'cloudflare', settings: { apiToken: 'a: [b', note: '${TOKEN} and 12' } }],
  });
});

test('an empty file is an empty estate', () => {
  expect(read('')).toEqual({});
});

test.each([
  [
    'sources: [{name: dns, system: cloudflare, settings: {apiToken: "${MISSING}"}}]',
    /sources\.0\.settings\.apiToken: .*MISSING/,
  ],
  ['sources: [{name: "no spaces", system: aws, settings: {}}]', /sources\.0\.name/],
  ['servers: []', /servers/],
  ['- a\n- list', /the file/],
  ['a: [b', /estate\.yaml/],
])('%s is refused in one line that names the place', (text, message) => {
  expect(() => read(text)).toThrow(StartError);
  expect(() => read(text)).toThrow(message);
});

test('a file that is not there, or none, is one plain line', () => {
  expect(() => readEstateFile(join(folder, 'none.yaml'))).toThrow(/none\.yaml: there is no such file$/);
  expect(() => readEstateFile(folder)).toThrow(/: it is a folder$/);
});
