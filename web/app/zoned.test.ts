import { describe, expect, it } from 'vitest';
import { fromLocal, toLocal } from './zoned.ts';

describe('a wall clock in a zone', () => {
  it('is the same instant there and back', () => {
    for (const zone of ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Chatham'])
      for (const iso of ['2026-07-01T00:30:00.000Z', '2026-11-18T09:00:00.000Z'])
        expect(fromLocal(toLocal(iso, zone), zone)).toBe(iso);
  });

  it('minds summer time', () => {
    expect(fromLocal('2026-07-01T12:00', 'Europe/Berlin')).toBe('2026-07-01T10:00:00.000Z');
    expect(fromLocal('2026-12-01T12:00', 'Europe/Berlin')).toBe('2026-12-01T11:00:00.000Z');
    expect(fromLocal('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  });

  it('is nothing while half typed', () => {
    expect(fromLocal('', 'UTC')).toBeNull();
    expect(fromLocal('2026-11-', 'UTC')).toBeNull();
  });
});
