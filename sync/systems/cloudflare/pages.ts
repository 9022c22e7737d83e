import { z } from 'zod';
import { SystemError } from '../errors.ts';
import type { CloudflareConnection } from './connection.ts';

export interface Page {
  sentAt: Date;
  items: unknown[];
  /** The provider's own count of all pages together. */
  total: number | undefined;
}

const list = z.array(z.unknown());
const identified = z.object({ id: z.string() });

/**
 * All pages of a listing, by page number, until as many came as the provider counts.
 *
 * Not until a page is empty (a request more for each listing, and an endpoint that repeats its last page never ends:
 * cloudflare-typescript#2661), and not by `total_pages`, which a silent cap shows as 1.
 * @throws SystemError also at the end, when what was listed is not what was counted
 */
export async function* pagesOf(
  connection: CloudflareConnection,
  path: string,
  query: Record<string, string | number>,
  { perPage, needs }: { perPage: number; needs: string },
): AsyncGenerator<Page, { total: number | undefined }> {
  const ids = new Set<string>();
  let unidentified = 0;
  for (let page = 1; ; page += 1) {
    const { sentAt, result, total } = await connection.get(path, { ...query, page, per_page: perPage }, needs);
    const read = list.safeParse(result);
    if (!read.success) throw new SystemError('malformed', `GET ${path}: the answer holds no list`);
    const items = read.data;
    const before = ids.size + unidentified;
    for (const item of items) {
      const id = identified.safeParse(item).data?.id;
      if (id === undefined) unidentified += 1;
      else ids.add(id);
    }
    const listed = ids.size + unidentified;
    yield { sentAt, items, total };
    const hasMore = listed > before && (total === undefined ? items.length >= perPage : listed < total);
    if (hasMore) continue;
    if (total !== undefined && listed !== total) throw miscounted(path, listed, total);
    return { total };
  }
}

/** A page that shifted while it was read, or a cap that nobody mentioned. */
const miscounted = (path: string, listed: number, total: number) =>
  new SystemError('transient', `GET ${path}: ${listed} were listed and ${total} counted`);
