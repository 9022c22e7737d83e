import { describe, expect, it } from 'vitest';
import { kindNamed } from '../../kinds/find.ts';
import type { WebKind } from '../../kinds/web-kind.ts';
import { consoleLinks, filledUrl } from './console-links.ts';

const zones = kindNamed('zones') as WebKind;
const zone = { id: 'z', status: 'ok', name: 'shop.example', provider: 'cloudflare' } as const;

describe('links to consoles', () => {
  it('are filled from the object, encoded', () => {
    expect(filledUrl('https://logs.example/?q={name}', { name: 'a b&c' })).toBe('https://logs.example/?q=a%20b%26c');
  });

  it('are left out when half of them is missing, or when they are no web address', () => {
    expect(filledUrl('https://logs.example/{region}', {})).toBeNull();
    expect(filledUrl('javascript:alert({name})', { name: 1 })).toBeNull();
  });

  it('of the provider appear only where they lead somewhere', () => {
    expect(consoleLinks(zones, zone, {}).map(({ label }) => label)).toEqual(['Open in Cloudflare']);
    expect(consoleLinks(zones, { ...zone, provider: 'powerdns' }, {})).toEqual([]);
  });

  it('are joined by those of the installation', () => {
    expect(consoleLinks(zones, zone, { Kibana: 'https://kibana.example/{name}' })[1]).toEqual({
      label: 'Kibana',
      url: 'https://kibana.example/shop.example',
    });
  });
});
