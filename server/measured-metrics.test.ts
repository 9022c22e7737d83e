import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kindNamed } from '../contract/kinds/all.ts';
import { measuredFields } from '../contract/kinds/kind.ts';
import { measuredKinds } from '../model/schema/samples.ts';
import { metricName } from './measured-metrics.ts';
import { seedObjects, seedSource } from './test-estate.ts';
import { testServer, type TestServer } from './test-server.ts';

let server: TestServer;
let lines: string[];

beforeAll(async () => {
  server = await testServer();
  const { worker } = server.db;
  const red = await server.cluster('red');
  const source = await seedSource(worker, 'hosts', { kind: 'hosts', scope: 'hv1' });
  const [known, stale, gone, odd] = await seedObjects(worker, source, [
    { kind: 'hosts', key: 'hv1', clusterId: red },
    { kind: 'hosts', key: 'hv2', clusterId: red },
    { kind: 'hosts', key: 'hv3', clusterId: red },
    { kind: 'hosts', key: 'a\\b', fields: { name: 'said "so"\ntwice' } },
  ]);
  await worker.query('UPDATE hosts SET gone_at = now() WHERE id = $1', [gone]);
  const measure = (id: string | undefined, ago: string, cpu: number, memory: number | null) =>
    worker.query(
      'INSERT INTO hosts_samples (id, at, cpu_share, memory_used) VALUES ($1, now() - $2::interval, $3, $4)',
      [id, ago, cpu, memory],
    );
  await measure(known, '40 seconds', 0.9, 1);
  await measure(known, '10 seconds', 0.25, null);
  await measure(stale, '100 seconds', 0.5, 1);
  await measure(gone, '10 seconds', 0.5, 1);
  await measure(odd, '10 seconds', 1e-7, 8_589_934_592);
  lines = (await (await fetch(`${server.url}/metrics`)).text()).split('\n');
});
afterAll(() => server.stop());

const of = (metric: string) => lines.filter((line) => line.startsWith(`${metric}{`));

describe('measured values at /metrics', () => {
  it('are the last ones of what is there, where they are recent', () => {
    const cpu = of('switchyard_host_cpu_share');
    expect(cpu).toHaveLength(2);
    expect(cpu).toContain(
      'switchyard_host_cpu_share{name="hv1",key="hv1",system="test",account="1",cluster="red"} 0.25',
    );
  });

  it('leave out what could not be told, and escape what would end a label', () => {
    expect(of('switchyard_host_memory_used_bytes')).toEqual([
      String.raw`switchyard_host_memory_used_bytes{name="said \"so\"\ntwice",key="a\\b",system="test",account="1",cluster=""} 8589934592`,
    ]);
  });

  it('say once what they are', () => {
    expect(lines.filter((line) => line.startsWith('# TYPE switchyard_host_cpu_share'))).toEqual([
      '# TYPE switchyard_host_cpu_share gauge',
    ]);
    expect(lines).toContain('# HELP switchyard_host_cpu_share Share of all processors that is busy.');
  });
});

describe('names of metrics', () => {
  it('end with their unit, once', () => {
    const name = (kind: string, field: string) => metricName(kindNamed(kind), field);
    expect(name('virtual_machines', 'diskRead')).toBe('switchyard_virtual_machine_disk_read_bytes_per_second');
    expect(name('database_servers', 'lagBytes')).toBe('switchyard_database_server_lag_bytes');
    expect(name('databases', 'connections')).toBe('switchyard_database_connections');
    expect(name('databases', 'transactions')).toBe('switchyard_database_transactions_per_second');
  });

  it('are valid and each of its own', () => {
    const names = measuredKinds.flatMap((kind) => measuredFields(kind).map((field) => metricName(kind, field)));
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(new Set(names).size).toBe(names.length);
  });
});
