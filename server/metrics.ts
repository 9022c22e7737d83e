import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** Counted in the process; what stands in the database is asked for when the metrics are read (see routes/metrics.ts). */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'switchyard_' });
  const requests = new Histogram({
    name: 'switchyard_http_request_seconds',
    help: 'Time from request to answer, by route and status.',
    labelNames: ['route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  });
  const events = new Counter({
    name: 'switchyard_events_sent_total',
    help: 'Server-sent events written to streams.',
    registers: [registry],
  });
  return {
    registry,
    request(route: string, status: number, seconds: number) {
      requests.observe({ route, status }, seconds);
    },
    events,
    gauge: (name: string, help: string, labelNames: string[] = []) =>
      new Gauge({ name: `switchyard_${name}`, help, labelNames, registers: [registry] }),
  };
}
