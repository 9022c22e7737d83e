import type { AnyObject } from '../../contract/api/list.ts';

/** How all rows of a list are written, one after the other. */
export interface ExportFormat {
  /** Its media type, by which it is asked for. */
  type: string;
  /** What the answer says it is. */
  header: string;
  /** Of the file's name. */
  ending: string;
  head(columns: readonly string[]): string;
  row(columns: readonly string[], row: AnyObject): string;
}
