import { join } from 'node:path';
import { kindNamed } from '../../contract/kinds/all.ts';
import { repositoryRoot } from '../../runtime/repository-root.ts';
import { planOf } from '../../server/lists/list.ts';
import type { BenchDatabase } from './database.ts';
import { type Figure, figure, median } from './figure.ts';
import { Client, rate } from './load.ts';
import { type BenchPanel, startProcess } from './panel.ts';

/** Filtered and sorted, fifty rows of a hundred thousand. */
const LISTS = [
  '/instances?region=eu-bench-1&sort=name',
  '/instances?region=eu-bench-2&sort=-name',
  '/instances?instanceType=t3.small&sort=-launchedAt',
  '/instances?state=running&sort=-changedAt&offset=100',
  '/record-sets?zone=zone-3.example&sort=name',
  '/record-sets?type=A&sort=zone',
];
const ROUNDS = 5;
const SLICE_MS = 2000;

/** Pages a second, in turns with a bare server that asks the same SQL of the same rows; medians of the turns. */
export async function* lists(
  database: BenchDatabase,
  panel: BenchPanel,
  readers: { who: string; token: string; clusters: string[] | null }[],
): AsyncIterable<Figure> {
  for (const { who, token, clusters } of readers) {
    const asked = LISTS.map((list) => ({ path: `/api/v1${list}&limit=50`, token }));
    const bareAsked = LISTS.map((list) => {
      // What the policy says of the reader, the bare server has to say in the statement.
      const of = (clusters ?? []).map((id) => `&clusterId=${id}`).join('');
      const [kind, search] = `${list}&limit=50${of}`.slice(1).split('?') as [string, string];
      return { path: `/${kind}?${search}`, statement: planOf(kindNamed(kind.replaceAll('-', '_')), search).page };
    });
    const bare = await startProcess(
      ['--import', 'tsx', join(repositoryRoot, 'tests', 'bench', 'bare-server.ts')],
      /bare server at (\S+)/,
      {
        DATABASE_URL: database.workerUrl,
        BENCH_STATEMENTS: JSON.stringify(Object.fromEntries(bareAsked.map(({ path, statement }) => [path, statement]))),
      },
    );
    try {
      for (const [n, { path }] of asked.entries()) {
        const [ours, theirs] = [await idsOf(panel.url, path, token), await idsOf(bare.url, bareAsked[n]!.path)];
        if (ours.length !== 50 || ours.join() !== theirs.slice(0, 50).join())
          throw new Error(`${path} is not the same as the bare page: ${ours.length} rows`);
      }
      const [own, limit]: [number[], number[]] = [[], []];
      for (let round = -1; round < ROUNDS; round += 1) {
        const [a, b] = [
          await rate(bare.url, bareAsked, { ms: SLICE_MS }),
          await rate(panel.url, asked, { ms: SLICE_MS }),
        ];
        if (round < 0) continue;
        limit.push(a);
        own.push(b);
      }
      yield figure(`lists of 50, filtered and sorted, as ${who}`, median(own), 'pages/s', {
        limit: median(limit),
        least: 0.6,
      });
    } finally {
      await bare.stop();
    }
  }
}

async function idsOf(url: string, path: string, token?: string): Promise<string[]> {
  const client = await Client.open(url);
  const { status, body } = await client.get(path, token);
  client.close();
  if (status !== 200) throw new Error(`${path} answered ${status}: ${body.toString()}`);
  return (JSON.parse(body.toString()) as { items: { id: string }[] }).items.map(({ id }) => id);
}
