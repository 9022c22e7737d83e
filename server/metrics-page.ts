import type { Request } from 'express';
import { credentialOf } from './http/credential.ts';
import { forbidden } from './http/problem.ts';
import { measuredMetrics } from './measured-metrics.ts';
import type { Metrics } from './metrics.ts';
import type { Panel } from './panel.ts';
import { asReader, reading } from './reader.ts';

const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

/**
 * Names of sources stand in the metrics: they are for a scraper on this machine (asked directly, not through a proxy), or with the credential of a
 * reader of all clusters.
 */
export async function refuseStrangers(panel: Panel, req: Request): Promise<void> {
  const direct = req.headers['x-forwarded-for'] === undefined && req.headers.forwarded === undefined;
  if (direct && LOOPBACK.test(req.socket.remoteAddress ?? '')) return;
  const credential = credentialOf(req, panel.config.publicUrl?.startsWith('https:') ?? req.secure);
  const { clusterIds } = await reading(panel, credential?.hash ?? null, async ({ principal }) => principal);
  if (clusterIds !== null) throw forbidden('needs access to all clusters');
}

const gaugesOf = (metrics: Metrics) => ({
  connections: metrics.gauge('database_connections', 'Connections of the pool, by state.', ['state']),
  streams: metrics.gauge('event_streams', 'Clients that listen to events.'),
  listening: metrics.gauge('event_listener_up', 'Whether changes are heard of from PostgreSQL.'),
  freshness: metrics.gauge('source_last_complete_age_seconds', 'Time since the last pull that saw everything began.', [
    'source',
    'system',
  ]),
  stale: metrics.gauge('source_stale', 'Whether a source has not been seen whole for twice its interval.', [
    'source',
    'system',
  ]),
  duration: metrics.gauge('source_last_run_seconds', 'How long the last pull took.', ['source', 'system']),
  due: metrics.gauge('due_work', 'Work that is due and not done, by task.', ['task']),
  oldest: metrics.gauge('due_work_oldest_seconds', 'How long the oldest due work waits.'),
  findings: metrics.gauge('findings_open', 'Open findings.', ['severity']),
});

interface SourceRow {
  name: string;
  system: string;
  age: number | null;
  stale: boolean;
  seconds: number | null;
}

async function readDatabase(panel: Panel) {
  return asReader(panel, async (client) => {
    const sources = await client.query<SourceRow>(`
      SELECT s.name, s.system, extract(epoch FROM now() - s.last_complete_at)::float8 AS age,
             coalesce(s.last_complete_at, s.created_at) < now() - make_interval(secs => 2 * s.interval_seconds + 60) AS stale,
             (SELECT extract(epoch FROM r.finished_at - r.started_at)::float8 FROM sync_runs r
               WHERE r.source_id = s.id AND r.finished_at IS NOT NULL AND r.trigger <> 'event' ORDER BY r.started_at DESC LIMIT 1) AS seconds
        FROM sources s WHERE s.removed_at IS NULL`);
    const due = await client.query<{ task: string; count: number; oldest: number }>(`
      SELECT task, count(*)::int AS count, max(extract(epoch FROM now() - due_at))::float8 AS oldest
        FROM due_work WHERE done_at IS NULL AND due_at <= now() GROUP BY task`);
    const findings = await client.query<{ severity: string; count: number }>(
      `SELECT severity, count(*)::int AS count FROM findings WHERE state = 'open' GROUP BY severity`,
    );
    return { sources: sources.rows, due: due.rows, findings: findings.rows };
  });
}

/** Prometheus' text format. What stands in the database is read now; when it cannot be, the process's own figures still come. */
export function metricsPage(panel: Panel): () => Promise<string> {
  const gauges = gaugesOf(panel.metrics);
  return async () => {
    gauges.connections.set({ state: 'idle' }, panel.pool.idleCount);
    gauges.connections.set({ state: 'busy' }, panel.pool.totalCount - panel.pool.idleCount);
    gauges.connections.set({ state: 'waited_for' }, panel.pool.waitingCount);
    gauges.streams.set(panel.events.count);
    gauges.listening.set(panel.events.connected ? 1 : 0);
    const found = await readDatabase(panel).catch(() => null);
    for (const gauge of [gauges.freshness, gauges.stale, gauges.duration, gauges.due, gauges.oldest, gauges.findings])
      gauge.reset();
    for (const { name: source, system, age, stale, seconds } of found?.sources ?? []) {
      if (age !== null) gauges.freshness.set({ source, system }, age);
      if (seconds !== null) gauges.duration.set({ source, system }, seconds);
      gauges.stale.set({ source, system }, stale ? 1 : 0);
    }
    for (const { task, count } of found?.due ?? []) gauges.due.set({ task }, count);
    if (found) gauges.oldest.set(Math.max(0, ...found.due.map((row) => row.oldest)));
    for (const { severity, count } of found?.findings ?? []) gauges.findings.set({ severity }, count);
    const measured = await measuredMetrics(panel).catch(() => '');
    return (await panel.metrics.registry.metrics()) + measured;
  };
}
