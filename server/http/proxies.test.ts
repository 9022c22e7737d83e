import type { IncomingMessage } from 'node:http';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { originOf, type Trust } from './proxies.ts';

const trust = (setting: boolean | number | string[]): Trust => {
  const app = express();
  app.set('trust proxy', setting);
  return app.get('trust proxy fn') as Trust;
};
const request = (remoteAddress: string, headers: Record<string, string>) =>
  ({ socket: { remoteAddress }, headers: { host: 'inside', ...headers } }) as unknown as IncomingMessage;

const forwarded = {
  'x-forwarded-for': '203.0.113.66, 198.51.100.7, 10.0.0.2',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'panel.example.org',
};

describe('originOf', () => {
  it('believes nobody unless told to', () => {
    expect(originOf(request('192.0.2.1', forwarded), trust(false))).toEqual({
      address: '192.0.2.1',
      secure: false,
      host: 'inside',
    });
  });

  it('counts trusted hops from the near end', () => {
    expect(originOf(request('10.0.0.3', forwarded), trust(1))).toEqual({
      address: '10.0.0.2',
      secure: true,
      host: 'panel.example.org',
    });
    expect(originOf(request('10.0.0.3', forwarded), trust(2)).address).toBe('198.51.100.7');
  });

  it('stops at the first address that is none of the trusted networks', () => {
    expect(originOf(request('10.0.0.3', forwarded), trust(['10.0.0.0/8'])).address).toBe('198.51.100.7');
    expect(originOf(request('192.0.2.1', forwarded), trust(['10.0.0.0/8']))).toEqual({
      address: '192.0.2.1',
      secure: false,
      host: 'inside',
    });
  });

  it('takes the farthest when all are trusted', () => {
    expect(originOf(request('10.0.0.3', { 'x-forwarded-for': '10.0.0.1' }), trust(['10.0.0.0/8'])).address).toBe(
      '10.0.0.1',
    );
  });
});
