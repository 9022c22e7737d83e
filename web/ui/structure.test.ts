import { expect, it } from 'vitest';
import { columnsOf } from './structure.tsx';

it('puts what names a row before its figures, and leaves out what no row says', () => {
  const rows = [
    { gone: 0, kind: 'zones', error: null, complete: true, scope: 'all' },
    { gone: 1, kind: 'zones', error: null, complete: true, scope: 'all', held: 2 },
  ];
  expect(columnsOf(rows)).toEqual(['kind', 'scope', 'complete', 'gone', 'held']);
});
