/** Ever longer, with a random part, so that many who lost the same host do not all come back in the same instant. */
export class BackOff {
  readonly #firstMs: number;
  readonly #mostMs: number;
  #tries = 0;

  constructor({ firstMs = 250, mostMs = 30_000 }: { firstMs?: number; mostMs?: number } = {}) {
    this.#firstMs = firstMs;
    this.#mostMs = mostMs;
  }

  nextMs(): number {
    const most = Math.min(this.#mostMs, this.#firstMs * 2 ** this.#tries);
    this.#tries += 1;
    return most * (0.5 + Math.random() / 2);
  }

  reset(): void {
    this.#tries = 0;
  }
}
