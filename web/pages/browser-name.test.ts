import { describe, expect, it } from 'vitest';
import { browserOf } from './browser-name.ts';

describe('a session', () => {
  it('is called by browser and system', () => {
    expect(
      browserOf('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36'),
    ).toBe('Chrome on Linux');
    expect(browserOf('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/1 Safari/604.1')).toBe(
      'Safari on iOS',
    );
  });

  it('or by what it says of itself', () => {
    expect(browserOf('curl/8.9')).toBe('curl/8.9');
    expect(browserOf(null)).toBe('Unknown program');
    expect(browserOf('')).toBe('Unknown program');
  });
});
