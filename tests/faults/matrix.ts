/** What was tried, and what came of it: printed once, when all of it is over. */
export class Matrix {
  readonly #title: string;
  readonly #columns: readonly string[];
  readonly #rows = new Map<string, Map<string, string>>();

  constructor(title: string, columns: readonly string[]) {
    this.#title = title;
    this.#columns = columns;
  }

  note(row: string, column: string, came: string): void {
    const cells = this.#rows.get(row) ?? new Map<string, string>();
    this.#rows.set(row, cells.set(column, came));
  }

  print(): void {
    const wide = (at: number, column: string) =>
      Math.max(column.length, ...[...this.#rows.values()].map((cells) => cells.get(column)?.length ?? 0), at);
    const first = Math.max(this.#title.length, ...[...this.#rows.keys()].map((row) => row.length));
    const line = (head: string, cell: (column: string) => string) =>
      [head.padEnd(first), ...this.#columns.map((column) => cell(column).padEnd(wide(1, column)))].join('  ').trimEnd();
    console.log(
      [
        line(this.#title, (column) => column),
        ...[...this.#rows].map(([row, cells]) => line(row, (column) => cells.get(column) ?? '·')),
      ].join('\n'),
    );
  }
}
