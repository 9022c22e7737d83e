import { describe, expect, it } from 'vitest';
import { MAP_KINDS } from '../../../contract/map-kinds.ts';
import { idOf, readState, writeState, type MapState } from './map-state.ts';

const plain = readState('');

describe('the state in the address', () => {
  it('comes back as it was written', () => {
    const state: MapState = {
      node: 'instances:0199aaaa-0000-7000-8000-000000000001',
      text: 'web 1',
      statuses: ['failing', 'stale'],
      kinds: ['instances', 'record_sets'],
      around: 'record_sets:0199aaaa-0000-7000-8000-000000000002',
      depth: 4,
      expand: ['none:instances', '0199aaaa-0000-7000-8000-000000000003:record_sets'],
      impact: true,
      view: { x: 120, y: -5, zoom: 0.75 },
    };
    expect(readState(writeState('', state))).toEqual(state);
  });

  it('keeps what is not its own, and leaves out what goes without saying', () => {
    expect(writeState('?cluster=c1&at=2026-11-20T09%3A00%3A00.000Z', plain)).toBe(
      '?cluster=c1&at=2026-11-20T09%3A00%3A00.000Z',
    );
    expect(writeState('?q=web&cluster=c1', { text: '' })).toBe('?cluster=c1');
    expect(writeState('', { kinds: [...MAP_KINDS] })).toBe(`?kinds=${encodeURIComponent(MAP_KINDS.join(','))}`);
    expect(readState(writeState('', { kinds: [...MAP_KINDS] })).kinds).toBeNull();
    expect(writeState('', { impact: true })).toBe('');
  });

  it('takes nonsense for nothing', () => {
    const nonsense = '?node=%3Cb%3E&status=purple&kinds=users&around=x&depth=99&expand=all&view=1,2&impact=yes';
    expect(readState(nonsense)).toEqual(plain);
    expect(readState('?view=1,2,0').view).toBeNull();
    expect(readState('?view=1,2,NaN').view).toBeNull();
  });

  it('names groups as well as objects', () => {
    expect(idOf('instances:0199')).toBe('0199');
    expect(idOf('instances:none:instances')).toBe('none:instances');
    expect(idOf(null)).toBeNull();
  });
});
