import { describe, expect, it } from 'vitest';
import { PAGE_NAMES, pageOf, PAGES } from './page-imports.ts';

describe('addresses', () => {
  it('lead to their pages', () => {
    expect(pageOf('/map')).toBe('map');
    expect(['/', '/login', '/sources', '/sources/new', '/sources/s1', '/clusters/c1'].map(pageOf)).toEqual([
      'overview',
      'signIn',
      'sources',
      'newSource',
      'source',
      'cluster',
    ]);
    expect(['/instances', '/instances/', '/instances/i1', '/clusters', '/findings'].map(pageOf)).toEqual([
      'list',
      'list',
      'object',
      'list',
      'list',
    ]);
    expect(['/plans', '/plans/new', '/plans/p1', '/requests/r1'].map(pageOf)).toEqual([
      'plans',
      'newPlan',
      'plan',
      'request',
    ]);
    expect(['/instances/i1/more', '//'].map(pageOf)).toEqual(['missing', 'overview']);
  });

  it.each(PAGE_NAMES.filter((name) => PAGES[name].path !== null))('of %s are its own', (name) => {
    expect(pageOf(PAGES[name].path!.replaceAll(':', 'some-'))).toBe(name);
  });
});
