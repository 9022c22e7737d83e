import { expect, it } from 'vitest';
import { kindNamed } from '../kinds/find.ts';
import { columnsOf } from './structure.tsx';

it('puts what names a row before its figures, and leaves out what no row says', () => {
  const rows = [
    { gone: 0, kind: 'zones', error: null, complete: true, scope: 'all' },
    { gone: 1, kind: 'zones', error: null, complete: true, scope: 'all', held: 2 },
  ];
  expect(columnsOf(rows)).toEqual(['kind', 'scope', 'complete', 'gone', 'held']);
});

it('keeps the order in which properties are declared', () => {
  const { properties = null } = kindNamed('virtual_machines')?.fields.find(({ name }) => name === 'disks') ?? {};
  const disk = {
    bus: 'virtio',
    device: 'disk',
    format: null,
    source: 'default/a.qcow2',
    target: 'vda',
    readOnly: false,
  };
  expect(columnsOf([disk], properties)).toEqual(['target', 'device', 'bus', 'source', 'readOnly']);
});
