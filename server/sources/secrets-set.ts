import type { AnyObject } from '../../contract/api/list.ts';
import { findSystemCard } from '../../contract/systems/all.ts';
import { queryAsPanel, type Reading } from '../reader.ts';

/** Secrets are write-only: of each, the settings say only whether it is set (`apiTokenSet`). */
export async function showSecretsSet(reading: Reading, sources: AnyObject[]): Promise<void> {
  if (!sources.length) return;
  const rows = await queryAsPanel<{ owner_id: string; field: string }>(
    reading,
    'SELECT owner_id, field FROM sealed_values WHERE owner_id = ANY ($1::uuid[])',
    [sources.map((source) => source.id)],
  );
  const set = new Set(rows.map((row) => `${row.owner_id} ${row.field}`));
  for (const source of sources) {
    const card = findSystemCard(source.system as string);
    const told = (card?.secrets ?? []).map((field) => [`${field}Set`, set.has(`${source.id} ${field}`)]);
    source.settings = { ...(source.settings as object), ...Object.fromEntries(told) };
  }
}
