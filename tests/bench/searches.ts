import { type Figure, figure, median, percentile } from './figure.ts';
import { times } from './load.ts';
import type { BenchPanel } from './panel.ts';

/** The first six are in a tenth of all rows or more; then ever fewer. */
const WORDS = [
  ['broad words', ['web', 'example', '198.18', '18.1', 'zone-3', 'web example', 'we', 'e']],
  ['rare words', ['web-4711', '198.18.7.7', 'web-12 zone-1', 'ec2-99', 'nothing-like-this', '10.0.1.1']],
] as const;

/** How long the palette's search takes through all kinds, and a list with the same words. */
export async function* searches(panel: BenchPanel, readers: { who: string; token: string }[]): AsyncIterable<Figure> {
  for (const { who, token } of readers) {
    for (const [what, words] of WORDS) {
      let worst = { word: '', ms: 0 };
      const all: number[] = [];
      for (const word of words) {
        const taken = await times(panel.url, [{ path: `/api/v1/search?q=${encodeURIComponent(word)}`, token }]);
        all.push(...taken);
        if (median(taken) > worst.ms) worst = { word, ms: median(taken) };
      }
      yield figure(`search for ${what}, as ${who}: slowest median ("${worst.word}")`, worst.ms, 'ms', { most: 10 });
      yield figure(`search for ${what}, as ${who}: 95th percentile of all`, percentile(all, 0.95), 'ms');
    }
    const inLists = WORDS.flatMap(([, words]) => words).map((word) => ({
      path: `/api/v1/instances?limit=50&q=${encodeURIComponent(word)}`,
      token,
    }));
    yield figure(`lists with such words, as ${who}: median`, median(await times(panel.url, inLists)), 'ms');
  }
}
