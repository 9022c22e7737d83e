import { describe, expect, it } from 'vitest';
import { contentOf } from './content.ts';

describe('contentOf', () => {
  it.each([
    ['MX', 'mail.example.com', 10, '10 mail.example.com'],
    ['MX', '10 mail.example.com', 10, '10 mail.example.com'],
    ['MX', 'mail.example.com', undefined, 'mail.example.com'],
    ['MX', '.', 0, '0 .'],
    ['SRV', '5 443 host.example.com', 10, '10 5 443 host.example.com'],
    ['SRV', '10 5 443 host.example.com', 10, '10 5 443 host.example.com'],
    ['URI', '1 "https://example.com/1 2"', 10, '10 1 "https://example.com/1 2"'],
    ['HTTPS', '1 . alpn="h2"', 1, '1 . alpn="h2"'],
    ['A', '192.0.2.1', undefined, '192.0.2.1'],
  ])('%s %s with priority %s is %s', (type, content, priority, whole) => {
    expect(contentOf(type, content, priority)).toBe(whole);
  });
});
