import { describe, expect, it } from 'vitest';
import type { Row } from '../../../api/data-provider.ts';
import { kindNamed } from '../../../kinds/find.ts';
import type { WebKind } from '../../../kinds/web-kind.ts';
import { whyEmpty } from './why-empty.ts';

const machines = kindNamed('virtual_machines') as WebKind;
const hosts = kindNamed('hosts') as WebKind;
const now = Date.parse('2026-11-20T12:00:00Z');
const fresh = { status: 'ok', state: 'running', seenAt: '2026-11-20T11:59:00Z', staleAt: '2026-11-20T12:02:00Z' };
const why = (row: object, at: string | null = null, kind = machines) =>
  whyEmpty(kind, { id: 'a', ...fresh, ...row } as Row, { at, now, zone: 'UTC' });

describe('a chart without points', () => {
  it('says how often is measured', () => {
    expect(why({})).toBe('It is measured every 30 s; nothing has been measured in this time yet.');
  });

  it('says who does not answer', () => {
    const stale = { status: 'stale', seenAt: '2026-11-20T09:00:00Z', staleAt: '2026-11-20T09:02:00Z' };
    expect(why(stale)).toBe('Its host has not answered since Fri 20 Nov 09:00.');
    expect(why(stale, null, hosts)).toBe('It has not answered since Fri 20 Nov 09:00.');
  });

  it('says what the object is', () => {
    expect(why({ status: 'attention', state: 'shut-off' })).toBe('It is shut-off, and nothing was measured.');
    expect(why({ status: 'gone' })).toBe('It is gone: nothing is measured of it any more.');
  });

  it('says how long is kept', () => {
    expect(why({}, '2026-11-18T12:00:00Z')).toMatch(/kept for a day.*Prometheus/);
    expect(why({}, '2026-11-20T10:00:00Z')).toBe('Nothing was measured in this time.');
  });
});
