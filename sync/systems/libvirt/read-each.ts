import type { KindName } from '../../../contract/kinds/all.ts';
import type { Listed, Listing } from '../listing.ts';
import type { Malformed } from '../read-rows.ts';
import type { Row } from '../system.ts';
import { LibvirtError } from './rpc/libvirt-error.ts';
import { ReadAhead } from './read-ahead.ts';

const ROWS_A_PAGE = 200;
const CHARACTERS_A_PAGE = 8 * 2 ** 20;

interface Reading<N extends KindName, T> {
  keyOf: (item: T) => string;
  /** The code by which libvirt says that there is no such thing: it has gone since it was listed. */
  gone: number;
  ask: (item: T) => Promise<string>;
  /** @throws Error with what does not fit */
  read: (item: T, xml: string) => Row<N> | Promise<Row<N>>;
  /** Whether the row is this host's only where no other has it. */
  ifFree?: (item: T) => boolean;
}

type Outcome<N extends KindName> =
  { row: Row<N>; ifFree: boolean } | { malformed: Malformed } | { error: unknown } | null;

/**
 * The XML of everything that was listed: much of it is asked for at once, and read as it comes while the host writes the next. Those that are
 * there come in pages; a page in which a call failed is told as far as it went, and ends the listing.
 */
export async function* readEach<N extends KindName, T>(
  observedAt: Date,
  items: readonly T[],
  reading: Reading<N, T>,
): Listing<N> {
  const ahead = new ReadAhead(items, {
    ask: (item) => reading.ask(item),
    read: (item, asked) => outcomeOf(item, asked, reading),
  });
  try {
    for (;;) {
      const page = await ahead.take(ROWS_A_PAGE, CHARACTERS_A_PAGE);
      if (page.length === 0) return;
      yield* pageOf(observedAt, page);
      const failed = page.find((one) => one !== null && 'error' in one);
      if (failed && 'error' in failed) throw failed.error;
    }
  } finally {
    ahead.end();
  }
}

function* pageOf<N extends KindName>(observedAt: Date, page: readonly Outcome<N>[]): Generator<Listed<N>> {
  for (const ifFree of [false, true]) {
    const rows = page.flatMap((one) => (one && 'row' in one && one.ifFree === ifFree ? [one.row] : []));
    if (rows.length > 0) yield { observedAt, rows, ...(ifFree ? { ifFree } : {}) } as Listed<N>;
  }
  const malformed = page.flatMap((one) => (one && 'malformed' in one ? [one.malformed] : []));
  if (malformed.length > 0) yield { observedAt, rows: [], malformed };
}

/** Never rejects: a listing that nobody reads any more leaves nothing behind. */
async function outcomeOf<N extends KindName, T>(
  item: T,
  asked: Promise<string>,
  reading: Reading<N, T>,
): Promise<Outcome<N>> {
  let xml: string;
  try {
    xml = await asked;
  } catch (error) {
    return error instanceof LibvirtError && error.code === reading.gone ? null : { error };
  }
  try {
    return { row: await reading.read(item, xml), ifFree: reading.ifFree?.(item) ?? false };
  } catch (error) {
    return { malformed: { key: reading.keyOf(item), reason: error instanceof Error ? error.message : String(error) } };
  }
}
