import { expect, test } from 'vitest';
import { estateDiffLines } from './estate-diff-lines.ts';

test('shows what is created and changed, and counts the rest', () => {
  const lines = estateDiffLines({
    applied: false,
    items: [
      { kind: 'clusters', name: 'eu', act: 'change', changes: [{ field: 'region', before: null, after: 'eu-west-1' }] },
      {
        kind: 'sources',
        name: 'dns',
        act: 'create',
        changes: [
          { field: 'system', before: undefined, after: 'cloudflare' },
          { field: 'settings.apiToken', before: null, after: 'set', secret: true },
        ],
      },
      {
        kind: 'sources',
        name: 'pdns',
        act: 'change',
        changes: [{ field: 'settings.apiKey', before: 'set', after: 'changed', secret: true }],
      },
      { kind: 'sources', name: 'aws', act: 'same', changes: [] },
    ],
  });
  expect(lines).toEqual([
    '~ cluster eu',
    '    region: null -> "eu-west-1"',
    '+ source dns',
    '    system: "cloudflare"',
    '    settings.apiToken: (set)',
    '~ source pdns',
    '    settings.apiKey: (set) -> (changed)',
    '1 to create, 2 to change, 1 as they are',
  ]);
});
