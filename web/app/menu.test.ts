import { describe, expect, it } from 'vitest';
import { menuGroups } from './menu.ts';

const labels = (...args: Parameters<typeof menuGroups>) => menuGroups(...args).map(({ label }) => label);
const admin = { role: 'admin', clusterIds: null } as const;
const scoped = { role: 'viewer', clusterIds: ['c1'] } as const;

describe('the side menu', () => {
  it('shows what the kinds declare', () => {
    const settings = menuGroups(admin, null).find(({ label }) => label === 'Settings');
    expect(settings?.entries.map(({ label }) => label)).toEqual(['Sources', 'Users', 'Tokens', 'Audit', 'Sessions']);
    expect(labels(admin, null)).toEqual(['Estate', 'DNS', 'Data', 'Settings']);
  });

  it('has hosts with their machines under the estate, databases under data', () => {
    const of = (group: string) => menuGroups(admin, null).find(({ label }) => label === group)?.entries ?? [];
    const estate = of('Estate').map(({ label }) => label);
    expect(estate.slice(estate.indexOf('Hosts'))).toEqual([
      'Hosts',
      'Virtual machines',
      'Storage pools',
      'Volumes',
      'Networks',
    ]);
    expect(estate.indexOf('Load balancers')).toBeLessThan(estate.indexOf('Hosts'));
    expect(of('Data').map(({ label }) => label)).toEqual(['Database servers', 'Databases']);
  });

  it('hides groups that hold nothing', () => {
    expect(labels(admin, {})).toEqual(['Estate', 'Settings']);
    expect(labels(admin, { zones: 2 })).toEqual(['Estate', 'DNS', 'Settings']);
    expect(menuGroups(admin, {})[0]?.entries.map(({ label }) => label)).toEqual(['Clusters']);
  });

  it('leaves out what the reader may not see', () => {
    const settings = menuGroups(scoped, null).find(({ label }) => label === 'Settings');
    expect(settings?.entries.map(({ label }) => label)).toEqual(['Sessions']);
  });
});
