import { expect } from 'vitest';
import type { Row } from '../system.ts';
import { fixture, zoneName, zoneUnicodeName } from './dns-fixture.ts';

/** Two providers, one spelling: what was given in their own words has become the fixture. */
export function expectFixture(zones: Row<'zones'>[], sets: Row<'record_sets'>[]): void {
  const zone = zones.find(({ name }) => name === zoneName);
  expect(zone).toMatchObject({ name: zoneName, unicodeName: zoneUnicodeName, state: 'active' });
  for (const wanted of fixture) {
    const found = sets.find(
      ({ name, type, zoneKey }) => name === wanted.name && type === wanted.type && zoneKey === zone?.key,
    );
    const { name, unicodeName, type, contents } = wanted;
    expect(found).toMatchObject({
      name,
      unicodeName,
      type,
      contents,
      zone: zoneName,
      key: `${zone?.key}/${name}/${type}`,
    });
    expect(found?.values.map(({ content }) => content)).toEqual(contents);
  }
}
