import { describe, expect, it } from 'vitest';
import { kindNamed } from '../kinds/find.ts';
import { ranked } from './ranked.ts';

const kind = kindNamed('load_balancers')!;
const found = ['eu-prod-web', 'web', 'old-web', 'api'].map((name) => ({
  kind,
  row: { id: name, status: 'ok' as const, name },
}));
const names = (typed: string, settled: boolean) => ranked(found, typed, settled).map(({ row }) => row.id);

describe('objects found by what is typed', () => {
  it('come by how well their names fit', () => {
    expect(names('Web', true)).toEqual(['web', 'eu-prod-web', 'old-web', 'api']);
    expect(names('', true)).toEqual(['eu-prod-web', 'web', 'old-web', 'api']);
  });

  it('are not offered for a text that they do not fit, while the answer is on its way', () => {
    expect(names('old-web', false)).toEqual(['old-web']);
    expect(names('new', false)).toEqual([]);
  });
});
