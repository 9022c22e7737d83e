import { canonicalName } from '../../model/dns/name.ts';

/** The zones that a source is limited to; every zone where it is not. */
export interface ZoneFilter {
  names: ReadonlySet<string> | undefined;
  has(canonical: string): boolean;
}

export function zoneFilter(zones: readonly string[] | undefined): ZoneFilter {
  const names = zones && new Set(zones.map(asName));
  return { names, has: (canonical) => names?.has(canonical) ?? true };
}

/** Zones that the source names and the system does not list. */
export function unknownZones(filter: ZoneFilter, listed: readonly { name: string }[]): string[] {
  const known = new Set(listed.map(({ name }) => name));
  return [...(filter.names ?? [])].filter((name) => !known.has(name));
}

/** What is no name at all is simply not found. */
function asName(text: string): string {
  try {
    return canonicalName(text.trim());
  } catch {
    return text;
  }
}
