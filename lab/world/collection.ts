/**
 * Rows that are computed when asked for, so that an estate of 100,000 objects costs no memory and starts at once.
 * `at` must be pure, and `indexOf` its inverse on ids.
 */
export interface Generated<T> {
  count: number;
  at(index: number): T;
  indexOf(id: string): number | undefined;
}

/** Things with an id, in the order in which they came; generated ones behind the others, until they are changed. */
export class Collection<T extends { id: string }> {
  readonly #own = new Map<string, T>();
  readonly #gone = new Set<string>();
  #generated: Generated<T> | undefined;

  constructor(items: Iterable<T> = [], gone: Iterable<string> = []) {
    for (const item of items) this.#own.set(item.id, item);
    for (const id of gone) this.#gone.add(id);
  }

  get size(): number {
    return this.#own.size + (this.#generated?.count ?? 0) - this.#hidden();
  }

  /** Only a generated row that nobody has changed is read-only: call `set` with what should replace it. */
  get(id: string): T | undefined {
    return this.#own.get(id) ?? (this.#gone.has(id) ? undefined : this.#made(id));
  }

  set(item: T): T {
    if (!this.#own.has(item.id) && this.#made(item.id)) this.#gone.add(item.id);
    this.#own.set(item.id, item);
    return item;
  }

  delete(id: string): boolean {
    const had = this.get(id) !== undefined;
    if (this.#made(id)) this.#gone.add(id);
    this.#own.delete(id);
    return had;
  }

  *[Symbol.iterator](): Generator<T> {
    yield* this.#own.values();
    const generated = this.#generated;
    if (!generated) return;
    for (let index = 0; index < generated.count; index += 1) {
      const item = generated.at(index);
      if (!this.#gone.has(item.id)) yield item;
    }
  }

  /** A page; in a generated estate nobody has changed it costs what the page costs, not what the estate does. */
  slice(offset: number, limit: number): T[] {
    const generated = this.#generated;
    if (!generated || this.#hidden() > 0 || offset < this.#own.size) return takeFrom(this, offset, limit);
    const first = offset - this.#own.size;
    const length = Math.max(0, Math.min(limit, generated.count - first));
    return Array.from({ length }, (_, index) => generated.at(first + index));
  }

  generate(generated: Generated<T> | undefined): void {
    this.#generated = generated;
    for (const id of this.#gone) if (this.#made(id) === undefined) this.#gone.delete(id);
  }

  /** What has to be written down: the generated rows follow from their parameters. */
  stored(): { items: T[]; gone: string[] } {
    return { items: [...this.#own.values()], gone: [...this.#gone] };
  }

  #made(id: string): T | undefined {
    const index = this.#generated?.indexOf(id);
    return index === undefined ? undefined : this.#generated?.at(index);
  }

  #hidden(): number {
    return this.#generated ? this.#gone.size : 0;
  }
}

export function takeFrom<T>(items: Iterable<T>, offset: number, limit: number): T[] {
  const taken: T[] = [];
  let position = 0;
  for (const item of items) {
    if (position >= offset + limit) break;
    if (position >= offset) taken.push(item);
    position += 1;
  }
  return taken;
}
