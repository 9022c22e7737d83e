import { findings } from '../../contract/kinds/findings.ts';
import { tableColumns } from './columns.ts';

/**
 * Findings `o` as they stood at an instant. A row is one episode and says itself when it began, was told and ended; its words are those that its rule
 * said last.
 */
export function findingsAt(at: string): string {
  const then: Record<string, string> = {
    state: `CASE WHEN closed_at <= ${at} THEN 'closed' WHEN opened_at <= ${at} THEN 'open' ELSE 'pending' END`,
    opened_at: `CASE WHEN opened_at <= ${at} THEN opened_at END`,
    closed_at: `CASE WHEN closed_at <= ${at} THEN closed_at END`,
  };
  const columns = tableColumns(findings).map((column) => {
    const sql = then[column.replaceAll('"', '')];
    return sql ? `${sql} AS ${column}` : column;
  });
  return `(SELECT ${columns.join(', ')} FROM findings WHERE since <= ${at}) o`;
}
