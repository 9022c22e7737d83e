import { describe, expect, it } from 'vitest';
import type { Row } from '../api/data-provider.ts';
import { kindNamed } from '../kinds/find.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { grown, tracks, wantedWidth } from './column-widths.ts';
import { shownColumns } from './columns.ts';

const kind = kindNamed('record_sets') as WebKind;
const columns = shownColumns(kind, null);
const column = (name: string) => columns.find((one) => one.name === name) ?? expect.fail(`no column ${name}`);
const row = (name: string, contents: string[]) => ({ id: name, name, type: 'TXT', contents }) as unknown as Row;
const short = row('a.example', ['192.0.2.1']);
const long = row('_acme-challenge.accounts.staging.meridian.example', [`"${'x'.repeat(44)}"`]);

const trackOf = (name: string, rows: Row[]) => {
  const { template } = tracks(kind, columns, grown({}, kind, columns, rows));
  return template.split(/ (?![^(]*\))/)[columns.findIndex((one) => one.name === name) + 1];
};

describe('column widths', () => {
  it('follow what the rows hold: a long name has more room than a short type', () => {
    expect(wantedWidth(kind, column('name'), [short])).toBeLessThan(wantedWidth(kind, column('name'), [short, long]));
    expect(wantedWidth(kind, column('type'), [long])).toBeLessThan(100);
    expect(wantedWidth(kind, column('name'), [long])).toBeGreaterThan(400);
  });

  it('hold the head, and no more than so much of one value', () => {
    expect(wantedWidth(kind, column('contents'), [])).toBeGreaterThan('Values'.length * 7);
    expect(wantedWidth(kind, column('contents'), [row('a', ['x'.repeat(4000)])])).toBe(
      wantedWidth(kind, column('contents'), [row('a', ['x'.repeat(400)])]),
    );
    expect(wantedWidth(kind, column('contents'), [row('a', ['192.0.2.1', '192.0.2.2'])])).toBeGreaterThan(
      wantedWidth(kind, column('contents'), [row('a', ['192.0.2.1'])]),
    );
  });

  it('never cut what is short, show values as far as there is room, and leave the rest to names', () => {
    expect(trackOf('type', [long])).toMatch(/^minmax\((\d+)px, \1px\)$/);
    expect(trackOf('contents', [long])).toBe('minmax(132px, 240px)');
    expect(trackOf('name', [long])).toBe('minmax(208px, 1fr)');
    expect(trackOf('proxied', [long])).toMatch(/^\d+px$/);
  });

  it('only grow while a list is open', () => {
    const wide = grown({}, kind, columns, [long]);
    expect(grown(wide, kind, columns, [short])).toBe(wide);
    expect(grown(wide, kind, columns, [])).toBe(wide);
    expect(grown(grown({}, kind, columns, [short]), kind, columns, [long])).toEqual(wide);
  });
});
