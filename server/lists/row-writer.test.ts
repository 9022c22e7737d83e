import { describe, expect, it } from 'vitest';
import { kinds, kindNamed } from '../../contract/kinds/all.ts';
import { cell } from './csv.ts';
import { objectColumns } from './columns.ts';
import { rowWriter } from './row-writer.ts';
import { isPast, statusOf } from './status.ts';

const NOW = '2026-11-20T09:00:00.000Z';

function written(kindName: string, values: Record<string, string | null>) {
  const kind = kindNamed(kindName);
  const row = objectColumns(kind, null).map(({ name }) => values[name] ?? null);
  return JSON.parse(rowWriter(kind).write(row, NOW)) as Record<string, unknown>;
}

describe('rows as JSON', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['a "quoted" one\\', 'a "quoted" one\\'],
    ['tab\tand\nline \u0001', 'tab\tand\nline \u0001'],
    ['münchen.example 日本 🚉', 'münchen.example 日本 🚉'],
    ['</script>', '</script>'],
  ])('keeps the text %j', (text, expected) => {
    expect(written('instances', { name: text }).name).toBe(expected);
  });

  it.each([
    ['{}', []],
    ['{192.0.2.1,2001:db8::1}', ['192.0.2.1', '2001:db8::1']],
    ['{"a b","c,d","e\\"f","g\\\\h","","NULL",NULL}', ['a b', 'c,d', 'e"f', 'g\\h', '', 'NULL', null]],
    ['{ANNULLED}', ['ANNULLED']],
    ['{é,ü}', ['é', 'ü']],
    ['{a\u0001b}', ['a\u0001b']],
  ])('reads the array %s', (text, expected) => {
    expect(written('instances', { publicAddresses: text }).publicAddresses).toEqual(expected);
  });

  it('keeps microseconds, numbers, truth and structures', () => {
    const row = written('record_sets', {
      modifiedAt: '2026-11-20 08:00:00.123456+00',
      ttl: '300',
      proxied: 'f',
      values: '[{"ref": null, "content": "192.0.2.1"}]',
    });
    expect(row).toMatchObject({
      modifiedAt: '2026-11-20T08:00:00.123456Z',
      ttl: 300,
      proxied: false,
      values: [{ ref: null, content: '192.0.2.1' }],
    });
    expect(row.comment).toBeNull();
  });

  it.each(kinds.map((kind) => kind.name))('writes %s with every field, and a status', (name) => {
    const row = written(name, {});
    expect(Object.keys(row)).toEqual(objectColumns(kindNamed(name), null).map((column) => column.name));
    expect(row.status).toBe('ok');
  });

  it('tells what is stale, gone and failing', () => {
    expect(written('instances', { staleAt: '2026-11-20 08:59:59+00' }).status).toBe('stale');
    expect(written('instances', { staleAt: '2026-11-20 09:00:01+00' }).status).toBe('ok');
    expect(written('instances', { staleAt: '2026-11-20 08:00:00+00', goneAt: '2026-11-19 08:00:00+00' }).status).toBe(
      'gone',
    );
    expect(written('findings', { severity: 'failing', closedAt: '2026-11-19 08:00:00+00' }).status).toBe('ok');
    expect(written('findings', { severity: 'failing' }).status).toBe('failing');
  });
});

describe('isPast', () => {
  it.each([
    ['2026-11-20 08:59:59.999999+00', true],
    ['2026-11-20 09:00:00+00', false],
    ['2026-11-19 23:00:00+00', true],
    ['2026-11-21 01:00:00+00', false],
    ['2025-12-31T23:59:59Z', true],
  ])('%s: %s', (instant, past) => expect(isPast(instant, NOW)).toBe(past));
});

describe('statusOf', () => {
  const kind = kindNamed('instances');
  const facts = { gone: false, word: null, worstFinding: null, stale: false };
  it.each([
    [{ ...facts, word: 'stopped', worstFinding: 'failing' }, 'failing'],
    [{ ...facts, worstFinding: 'attention', stale: true }, 'stale'],
    [{ ...facts, word: 'pending', worstFinding: 'attention' }, 'attention'],
    [{ ...facts, word: 'pending' }, 'working'],
    [{ ...facts, word: 'terminated' }, 'gone'],
    [{ ...facts, word: 'running', worstFinding: 'note' }, 'ok'],
  ])('%o is %s', (given, expected) => expect(statusOf(kind, given)).toBe(expected));
});

describe('a CSV cell', () => {
  it.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+1', `'+1`],
    ['-1', `'-1`],
    ['@x', `'@x`],
    ['\tx', `'\tx`],
    ['＝1', `'＝1`],
    ['a,b', '"a,b"'],
    ['line\nbreak', '"line\nbreak"'],
    [-1, '-1'],
    [true, 'true'],
    [null, ''],
    [['a', 'b'], 'a; b'],
    [['=a', 'b'], `'=a; b`],
    [{ a: '=1' }, '"{""a"":""=1""}"'],
  ])('%j', (value, expected) => expect(cell(value)).toBe(expected));
});
