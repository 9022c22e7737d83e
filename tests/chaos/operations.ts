/** All that was done, in order: how many, of what kind, where, and what came of it. */
export class Operations {
  readonly #most: number;
  #began = Date.now();
  readonly #lines: { where: string; line: string }[] = [];
  readonly #counts = new Map<string, number>();
  #paused = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get count(): number {
    return this.#lines.length;
  }

  /** Whether there is more to do before it is all looked at again. */
  get goesOn(): boolean {
    return this.count < Math.min(this.#paused, this.#most);
  }

  get isOver(): boolean {
    return this.count >= this.#most;
  }

  /** So many more. */
  letGoOn(more: number): void {
    if (this.count === 0) this.#began = Date.now();
    this.#paused = this.count + more;
  }

  /** @param where the zones that it is about, or a worker */
  note(kind: string, where: string, what: string): void {
    const seconds = ((Date.now() - this.#began) / 1000).toFixed(2);
    this.#lines.push({ where, line: `${seconds.padStart(8)} s  ${kind.padEnd(8)} ${where}: ${what}` });
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  counts(): string {
    return [...this.#counts]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', ');
  }

  /** What led to a complaint: all that concerned one of the places that it names, and what was done to all; else the last of everything. */
  ledTo(complaint: string, most = 80): string[] {
    const concerned = this.#lines.filter(({ where }) => where === 'all' || where.split(' ').some((place) => complaint.includes(place))); // prettier-ignore
    const named = concerned.some(({ where }) => where !== 'all') ? concerned : this.#lines;
    return named.slice(-most).map(({ line }) => line);
  }
}
