import { z } from 'zod';

const os = z.object({ '@id': z.string() });

/**
 * What tools such as virt-install note of the system that they put in: libosinfo's id of it, a URL such as
 * http://debian.org/debian/12, in a namespace whose prefix is theirs to choose.
 */
export function osOfMetadata(metadata: unknown): string | null {
  const libosinfo = within(metadata, 'libosinfo');
  const read = os.safeParse(within(libosinfo, 'os'));
  if (!read.success) return null;
  const path = read.data['@id'].replace(/^https?:\/\/[^/]*\//, '').replaceAll('/', ' ');
  return path === '' ? null : path;
}

function within(said: unknown, name: string): unknown {
  if (typeof said !== 'object' || said === null) return undefined;
  return Object.entries(said).find(([key]) => key === name || key.endsWith(`:${name}`))?.[1];
}
