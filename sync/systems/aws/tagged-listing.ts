import { z } from 'zod';
import type { Listing } from '../listing.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { readRows } from '../read-rows.ts';
import type { Row } from '../system.ts';
import type { AwsConnection } from './connection.ts';
import type { AwsOperation } from './operations.ts';
import { pagesOf } from './pages.ts';
import { chunksOf, type TagCall, TAGS_AT_ONCE, tagsByKey } from './tags-by-key.ts';

type Balancing = 'load_balancers' | 'target_groups';

/** How one of the listings of the two load balancer APIs differs from the others. */
interface Tagged<N extends Balancing, S extends z.ZodType> {
  operation: AwsOperation;
  region: string;
  /** What the answer calls its list, and the key of what is in it. */
  list: string;
  key: string;
  schema: S;
  row: (said: z.output<S>, raw: Record<string, unknown>) => Row<N>;
  tagCall: TagCall;
  /** The name that tags are asked for by. */
  tagged: (row: Row<N>) => string;
  /** What has to be asked for one by one; undefined when the row was deleted since it was listed. */
  more?: { concurrency: number; of: (row: Row<N>) => Promise<Partial<Row<N>> | undefined> };
}

/** Pages by marker, tags by the twenty: rows are told by the twenty, while the rest is still being asked for. */
export async function* taggedListing<N extends Balancing, S extends z.ZodType>(
  connection: AwsConnection,
  { operation, region, list, key, schema, row, tagCall, tagged, more }: Tagged<N, S>,
): Listing<N> {
  const answer = z.object({ [list]: z.array(z.unknown()), NextMarker: z.string().optional() });
  const pages = pagesOf(connection, operation, region, answer, {
    input: { PageSize: 400 },
    token: 'Marker',
    next: ({ NextMarker }) => NextMarker as string | undefined,
  });
  for await (const { sentAt, said } of pages) {
    const { rows, malformed } = readRows<N, S>(
      schema,
      said[list] as unknown[],
      row,
      (one) => (one as Record<string, unknown>)[key],
    );
    if (malformed.length > 0) yield { observedAt: sentAt, rows: [], malformed };
    for (const chunk of chunksOf(TAGS_AT_ONCE, rows)) {
      const tags = await tagsByKey(connection, region, tagCall, chunk.map(tagged));
      const whole = await mapConcurrently(more?.concurrency ?? 1, chunk, async (one) => {
        const rest = more ? await more.of(one) : {};
        const itsTags = tags.get(tagged(one));
        return rest && itsTags ? { ...one, ...rest, tags: itsTags } : undefined;
      });
      yield { observedAt: sentAt, rows: whole.filter((one) => one !== undefined) };
    }
  }
}
