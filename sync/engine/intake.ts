import { kindNamed } from '../../contract/kinds/all.ts';
import { columnOf, pulledVolatileFields, type Kind } from '../../contract/kinds/kind.ts';
import type { Pool } from '../../model/database.ts';
import { columnSql, fieldColumns } from '../../model/schema/columns.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { cleanJson, cleanKey } from './clean-json.ts';
import { columnsOfRow, digester, searchText } from './digest.ts';
import { noteNow } from './now.ts';
import { writeWhatFits } from './what-fits.ts';

/** At most so many rows go in one statement: 1,000 are staged faster, and with less memory, than 10,000. */
const BATCH = 1000;

/**
 * Which rows of a page differ from the model? Rows that do not are only noted as seen: an unchanged row costs 5 µs instead of 50,
 * and is safe outside the merge, for it can only be changed by something observed later, which the merge would keep anyway.
 */
const probeStatement = (kind: Kind) => `
  WITH p AS MATERIALIZED (
    SELECT u.o, t.id, t.digest IS DISTINCT FROM u.d OR t.gone_at IS NOT NULL OR t.scope_id <> $2 AS differs,
           $6 AND t.id IS NOT NULL AND t.gone_at IS NULL AND t.scope_id <> $2 AS elsewhere
      FROM unnest($4::text[], $5::uuid[]) WITH ORDINALITY u (k, d, o)
      LEFT JOIN ${kind.name} t ON t.realm = $3 AND t.key = u.k),
  s AS (INSERT INTO seen (run_id, scope_id, id) SELECT $1, $2, id FROM p WHERE id IS NOT NULL AND NOT elsewhere)
  SELECT o::int AS o, id IS NOT NULL AS known, elsewhere FROM p WHERE differs`;

const stageStatement = (kind: Kind) => {
  const columns = fieldColumns(kind);
  const names = columns.map((column) => `"${column.name}"`).join(', ');
  const typed = columns.map((column) => columnSql({ ...column, notNull: false })).join(', ');
  return `
  INSERT INTO stage_${kind.name} (run_id, scope_id, observed_at, if_free, n, id, key, ${names}, raw, search, digest)
  SELECT $1, $2, $3, $5, n, id, key, ${names}, raw, search, digest
    FROM json_to_recordset($4::json) AS r (n integer, id uuid, key text, ${typed}, raw jsonb, search text, digest uuid)`;
};

interface Batch {
  rows: Record<string, unknown>[];
  keys: string[];
  digests: string[];
  /** Rows listed before these. */
  before: number;
  observedAt: Date;
  /** Rows that another scope has are left to it. */
  ifFree: boolean;
}

/** Takes the pages of one scope in. Holds no connection and no lock between pages. */
export class Intake {
  readonly kind: Kind;
  /** Rows handed in, rows the model knew, rows staged: the merge compares these with what PostgreSQL still has. */
  listed = 0;
  seen = 0;
  staged = 0;
  /** Of the rows staged, those that the model did not have. */
  unknown = 0;
  /** Rows that PostgreSQL cannot hold: they stay as they were. */
  readonly refused: { key: string; reason: string }[] = [];
  private readonly digestOf: (row: Record<string, unknown>) => string;
  private readonly searchOf: (row: Record<string, unknown>) => string;
  private readonly probe: string;
  private readonly stage: string;
  private readonly volatile: string[];
  private landing: Promise<void> = Promise.resolve();
  /** A batch did not land: how much of it did is not counted. */
  private broke = false;
  private readonly late: Record<string, unknown>[] = [];
  private readonly pool: Pool;
  private readonly at: { runId: string; scopeId: number; realm: string };

  constructor(pool: Pool, kindName: string, at: { runId: string; scopeId: number; realm: string }) {
    this.pool = pool;
    this.at = at;
    this.kind = kindNamed(kindName);
    this.digestOf = digester(this.kind);
    this.searchOf = searchText(this.kind);
    this.probe = probeStatement(this.kind);
    this.stage = stageStatement(this.kind);
    this.volatile = pulledVolatileFields(this.kind);
  }

  /** Returns when there is room for more, not when the rows are in: PostgreSQL works on a batch while the next is fetched and read. */
  async take(rows: Record<string, unknown>[], observedAt: Date, ifFree = false): Promise<void> {
    for (let start = 0; start < rows.length; start += BATCH) {
      const batch = rows.slice(start, start + BATCH);
      const digests = batch.map(this.digestOf);
      const keys = batch.map((row) => cleanKey(row.key));
      const before = this.listed;
      this.listed += batch.length;
      await this.landing;
      this.landing = this.land({ rows: batch, keys, digests, before, observedAt, ifFree });
      // Whoever takes or merges next hears of a failure.
      this.landing.catch(() => (this.broke = true));
    }
  }

  /** Until all that was taken is in. */
  landed(): Promise<void> {
    return this.landing;
  }

  private async land({ rows, keys, digests, before, observedAt, ifFree }: Batch): Promise<void> {
    const { runId, scopeId, realm } = this.at;
    const differing = await this.pool.query<{ o: number; known: boolean; elsewhere: boolean }>({
      name: `probe ${this.kind.name}`,
      text: this.probe,
      values: [runId, scopeId, realm, keys, digests, ifFree],
    });
    const isFresh = new Map(differing.rows.map(({ o, known }) => [before + o, !known]));
    const fresh = differing.rows.filter((row) => !row.known).length;
    const elsewhere = new Set(differing.rows.filter((row) => row.elsewhere).map(({ o }) => o));
    const mine = elsewhere.size ? rows.filter((_, at) => !elsewhere.has(at + 1)) : rows;
    const differs = differing.rows.filter(({ o }) => !elsewhere.has(o));
    const stage = differs.map(({ o }) => {
      const row = rows[o - 1]!;
      return {
        n: before + o,
        id: uuidv7(),
        key: keys[o - 1],
        ...columnsOfRow(this.kind, row),
        raw: row.raw,
        search: this.searchOf(row),
        digest: digests[o - 1],
      };
    });
    const refused = await writeWhatFits(stage, (some) =>
      this.pool.query({
        name: `stage ${this.kind.name}`,
        text: this.stage,
        values: [runId, scopeId, observedAt, cleanJson(some), ifFree],
      }),
    );
    for (const { row, reason } of refused) this.refused.push({ key: row.key!, reason });
    this.listed -= elsewhere.size;
    this.seen += mine.length - fresh;
    this.staged += stage.length - refused.length;
    this.unknown += fresh - refused.filter(({ row }) => isFresh.get(row.n)).length;
    if (this.volatile.length) this.late.push(...mine.map((row) => this.volatileOf(row)));
  }

  private volatileOf(row: Record<string, unknown>) {
    return { key: row.key, ...Object.fromEntries(this.volatile.map((field) => [columnOf(field), row[field] ?? null])) };
  }

  /** Volatile values go in after the merge, when every row has its id. */
  async takeVolatile(): Promise<void> {
    for (let start = 0; start < this.late.length; start += BATCH)
      await writeWhatFits(this.late.slice(start, start + BATCH), (some) =>
        noteNow(this.pool, this.kind, this.volatile, this.at.realm, some),
      );
  }

  async discard(): Promise<void> {
    await this.landing.catch(() => undefined);
    const { runId, scopeId } = this.at;
    if (this.staged || this.broke)
      await this.pool.query(`DELETE FROM stage_${this.kind.name} WHERE run_id = $1 AND scope_id = $2`, [
        runId,
        scopeId,
      ]);
    if (this.seen || this.broke)
      await this.pool.query('DELETE FROM seen WHERE run_id = $1 AND scope_id = $2', [runId, scopeId]);
  }
}
