import { describe, expect, it } from 'vitest';
import { canonicalName, unicodeName } from './name.ts';

describe('canonicalName', () => {
  it.each([
    ['www.example.com.', 'www.example.com'],
    ['WWW.Example.COM', 'www.example.com'],
    ['.', '.'],
    ['com.', 'com'],
    // RFC 1035 §5.1: an escape is another way to write the same byte.
    ['\\042.example.com.', '*.example.com'],
    // Decimal, as the RFC says: octal 052, which is how Route 53 writes an asterisk, is the digit four here.
    ['\\052.example.com.', '4.example.com'],
    ['*.example.com.', '*.example.com'],
    ['_dmarc.example.com', '_dmarc.example.com'],
    ['_sip\\095x._tcp.example.com', '_sip_x._tcp.example.com'],
    ['first\\046last.example.com.', 'first\\.last.example.com'],
    ['first\\.last.example.com.', 'first\\.last.example.com'],
    ['back\\\\slash.example.com', 'back\\\\slash.example.com'],
    ['with\\032space.example.com', 'with\\032space.example.com'],
    ['sp ace.example.com', 'sp\\032ace.example.com'],
    ['\\195\\164.example.com.', '\\195\\164.example.com'],
    ['\\065.example.com.', 'a.example.com'],
    ['Bücher.example', 'xn--bcher-kva.example'],
    ['xn--BCHER-KVA.example', 'xn--bcher-kva.example'],
    ['日本語.example', 'xn--wgv71a119e.example'],
    ['_acme.bücher.example', '_acme.xn--bcher-kva.example'],
    ['1.2.0.192.in-addr.arpa.', '1.2.0.192.in-addr.arpa'],
    ['0/25.2.0.192.in-addr.arpa', '0/25.2.0.192.in-addr.arpa'],
    ['１２.example', '12.example'],
    ['ends-in\\046', 'ends-in\\.'],
    ['ends-in\\.', 'ends-in\\.'],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalName(text)).toBe(canonical);
    expect(canonicalName(canonical)).toBe(canonical);
  });

  it.each([
    '',
    '..',
    'a..b',
    '.example.com',
    'a\\',
    'a\\256.example',
    `${'a'.repeat(64)}.example`,
    `${'abcdefg.'.repeat(32)}example`,
  ])('%j is no name', (text) => {
    expect(() => canonicalName(text)).toThrow(/label|escape|too long/);
  });
});

describe('unicodeName', () => {
  it('writes punycode labels as people do, and is null where nothing differs', () => {
    expect(unicodeName('xn--bcher-kva.example')).toBe('bücher.example');
    expect(unicodeName('_acme.xn--bcher-kva.xn--wgv71a119e')).toBe('_acme.bücher.日本語');
    expect(unicodeName('*.xn--bcher-kva.example')).toBe('*.bücher.example');
    expect(unicodeName('www.example.com')).toBeNull();
    expect(unicodeName('notxn--bcher-kva.example')).toBeNull();
  });

  it('leaves a label that is no punycode', () => {
    expect(unicodeName('xn--99999999999.example')).toBeNull();
  });
});
