import { kinds } from '../../contract/kinds/all.ts';
import { ago, type Estate, type Thing } from './estate.ts';
import { neighbour } from './links.ts';

const HOUR = 3_600_000;
/** The overview as the API answers it. */
export function overviewOf(estate: Estate, cluster: string | null, at: string | null) {
  const of = (kind: string): Thing[] => estate.get(kind) ?? [];
  const mine = (thing: Thing) => !cluster || thing['clusterId'] === cluster;
  const open = of('findings').filter((one) => one['state'] === 'open' && mine(one));
  const severity = (word: string) => open.filter((one) => one['severity'] === word).length;
  const start = Math.floor((at ? Date.parse(at) : Date.now()) / HOUR) * HOUR;
  const synced = kinds.filter((kind) => kind.origin === 'synced' && of(kind.name).length > 0);
  return {
    at: at ?? new Date().toISOString(),
    sources: (at ? [] : of('sources')).map((source) => ({
      id: source.id,
      name: source['name'],
      system: source['system'],
      health: source['health'],
      lastCompleteAt: source['lastCompleteAt'],
      staleAt: ago(source['health'] === 'failing' ? 2 * HOUR : -120_000),
      nextPullAt: source['nextPullAt'],
      rows: source['system'] === 'aws' ? of('instances').length : of('record_sets').length,
      runs: of('sync_runs')
        .filter((run) => run['sourceId'] === source.id)
        .slice(0, 20)
        .reverse()
        .map((run) => ({
          id: run.id,
          state: run['state'],
          startedAt: run['startedAt'],
          seconds: run['finishedAt']
            ? (Date.parse(String(run['finishedAt'])) - Date.parse(String(run['startedAt']))) / 1000
            : null,
          created: run['created'],
          updated: run['updated'],
          gone: run['gone'],
        })),
    })),
    counts: [...synced, ...kinds.filter((kind) => kind.name === 'clusters')].map((kind, index) => {
      const count = of(kind.name).filter(mine).length;
      const days = Array.from({ length: 30 }, (_, day) => ({
        day: ago((29 - day) * 24 * HOUR).slice(0, 10),
        count: Math.max(
          0,
          count - Math.round(((29 - day) * count * ((index % 3) - 0.6)) / 160) - (day % 7 === index ? 2 : 0),
        ),
      }));
      return { kind: kind.name, count, days };
    }),
    findings: { failing: severity('failing'), attention: severity('attention'), note: severity('note') },
    maintenance: of('maintenance_events')
      .filter(mine)
      .map((event) => {
        const instance = of('instances').find((one) => one['key'] === event['instanceKey']);
        return {
          id: event.id,
          name: event['name'],
          code: event['code'],
          notBefore: event['notBefore'],
          notAfter: event['notAfter'],
          clusterId: event['clusterId'],
          instance: instance ? neighbour('instances', instance) : null,
          touches: 3 + (String(event['code']).length % 7),
        };
      }),
    changes:
      of('sources').length === 0
        ? []
        : Array.from({ length: 24 }, (_, hour) => hour).flatMap((hour) =>
            (['record_sets', 'instances', 'target_groups'] as const).flatMap((kind, index) => {
              const size = (hour * 7 + index * 5) % 11;
              return size < 3
                ? []
                : [
                    {
                      hour: new Date(start - (23 - hour) * HOUR).toISOString(),
                      kind,
                      created: size % 3,
                      updated: size * (3 - index),
                      gone: hour === 14 ? 2 : 0,
                    },
                  ];
            }),
          ),
  };
}
