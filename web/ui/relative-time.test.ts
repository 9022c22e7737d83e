import { describe, expect, it } from 'vitest';
import { clock, dayAndClock, exactSpan, exactTime, shortTime, span, took } from './relative-time.ts';

const now = Date.parse('2026-11-20T12:00:00Z');
const read = (iso: string, zone = 'UTC') => shortTime(iso, { now, zone });

describe('times', () => {
  it('are relative up to a day, in both directions', () => {
    expect(read('2026-11-20T12:00:00Z')).toBe('now');
    expect(read('2026-11-20T11:59:20Z')).toBe('40 s ago');
    expect(read('2026-11-20T09:00:00Z')).toBe('3 h ago');
    expect(read('2026-11-20T14:30:00Z')).toBe('in 2 h');
  });

  it('are dates beyond a day, in the zone asked for', () => {
    expect(read('2026-11-24T01:00:00Z')).toBe('24 Nov 01:00');
    expect(read('2026-11-24T01:00:00Z', 'Europe/Berlin')).toBe('24 Nov 02:00');
    expect(read('2025-03-01T10:00:00Z')).toBe('1 Mar 2025');
  });

  it('name the zone when exact', () => {
    expect(exactTime('2026-11-24T01:00:00Z', 'Europe/Berlin')).toBe('Tue, 24 Nov 2026, 02:00:00 Europe/Berlin');
    expect(dayAndClock('2026-11-24T01:00:00Z', 'Europe/Berlin')).toBe('Tue 24 Nov 02:00');
    expect(clock('2026-11-24T01:00:00Z', 'Asia/Kolkata')).toBe('06:30');
  });
});

describe('lengths of time', () => {
  it('are told in the largest unit that fits', () => {
    expect([span(-3), span(59.9), span(60), span(3599), span(7200), span(47 * 3600), span(49 * 3600)]).toEqual([
      '0 s',
      '59 s',
      '1 min',
      '59 min',
      '2 h',
      '47 h',
      '2 d',
    ]);
  });

  it('are never nothing where something was done', () => {
    expect([took(0.2), took(1), took(61)]).toEqual(['under 1 s', '1 s', '1 min']);
  });

  it('are exact where people set them', () => {
    expect([exactSpan(60), exactSpan(90), exactSpan(7200), exactSpan(86_400)]).toEqual(['1 min', '90 s', '2 h', '1 d']);
  });
});
