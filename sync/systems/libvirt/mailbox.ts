/** What several say at once, read by one in their order, until the signal ends it. */
export class Mailbox<T> {
  readonly #items: T[] = [];
  readonly #signal: AbortSignal;
  #wake: () => void = () => undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /** @param joined what it is together with the one before it, as long as nobody has read that; undefined: they stay two */
  push(item: T, joined: (before: T, item: T) => T | undefined): void {
    const before = this.#items.at(-1);
    const both = before === undefined ? undefined : joined(before, item);
    if (both === undefined) this.#items.push(item);
    else this.#items[this.#items.length - 1] = both;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    while (!this.#signal.aborted) {
      const item = this.#items.shift();
      if (item !== undefined) yield item;
      else await new Promise<void>((wake) => (this.#wake = wake));
    }
  }
}
