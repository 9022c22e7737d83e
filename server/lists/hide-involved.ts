import type { AnyObject } from '../../contract/api/list.ts';
import { findKind } from '../../contract/kinds/all.ts';
import type { Reading } from '../reader.ts';

interface Involved {
  kind: string;
  id: string;
}

/**
 * A finding names other objects, and these may be in clusters that the reader does not see: there the list is shortened to what is visible,
 * and the sentence that may name the others too gives way to the title.
 */
export async function hideInvolved(reading: Reading, findings: AnyObject[]): Promise<void> {
  if (reading.principal.clusterIds === null) return;
  const byKind = new Map<string, Set<string>>();
  for (const finding of findings)
    for (const { kind, id } of finding.involved as Involved[])
      byKind.set(kind, (byKind.get(kind) ?? new Set()).add(id));
  const visible = new Set<string>();
  for (const [name, ids] of byKind) {
    const kind = findKind(name);
    if (!kind || kind.visibility === 'admin' || kind.visibility === 'everywhere') continue;
    const { rows } = await reading.client.query<{ id: string }>(
      `SELECT id FROM ${kind.name} WHERE id = ANY ($1::uuid[])`,
      [[...ids]],
    );
    for (const { id } of rows) visible.add(id);
  }
  for (const finding of findings) {
    const involved = finding.involved as Involved[];
    const shown = involved.filter(({ id }) => visible.has(id));
    if (shown.length === involved.length) continue;
    finding.involved = shown;
    finding.reason = 'The reason names objects of clusters that you do not see';
    finding.title = `${String(finding.subjectName)}: ${String(finding.rule).replaceAll('-', ' ')}`;
  }
}
