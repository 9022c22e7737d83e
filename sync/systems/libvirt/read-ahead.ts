/** Characters of documents that were answered and not handed on yet, of all hosts of this process. */
const MOST_HELD = 64 * 2 ** 20;
/** Most descriptions are shorter; until a host has shown longer ones, those that are on their way count as so long. */
const USUAL = 16 * 2 ** 10;
/** Documents that a host is asked for at a time before its first answer, and once it has answered often. */
const [FIRST, MOST_ASKED] = [8, 64];

let held = 0;

interface Work<T, O> {
  ask: (item: T) => Promise<string>;
  /** What comes of a document. Must not reject. */
  read: (item: T, answer: Promise<string>) => Promise<O>;
}

/**
 * Asks for documents ahead of who takes them, in their order, as long as all that is held stays within bounds: a description may be 4 MB long
 * (REMOTE_STRING_MAX), and a host may have thousands of them. A host whose documents do not fit is asked for one at a time.
 */
export class ReadAhead<T, O> {
  readonly #items: readonly T[];
  readonly #work: Work<T, O>;
  readonly #ready: Promise<{ outcome: O; length: number }>[] = [];
  #next = 0;
  #asked = 0;
  #mayAsk = FIRST;
  #longest = USUAL;
  /** What of `held` is this one's, and what of that was taken last: it is still with its reader. */
  #own = 0;
  #taken = 0;

  constructor(items: readonly T[], work: Work<T, O>) {
    this.#items = items;
    this.#work = work;
  }

  /**
   * The next outcomes, of so many documents or so many characters; none at the end. What was taken before is given back by it.
   */
  async take(most: number, characters: number): Promise<O[]> {
    this.#hold(-this.#taken);
    this.#taken = 0;
    this.#askOn();
    const outcomes: O[] = [];
    while (this.#ready.length > 0 && outcomes.length < most && this.#taken < characters) {
      const { outcome, length } = await this.#ready.shift()!;
      outcomes.push(outcome);
      this.#taken += length;
    }
    return outcomes;
  }

  /** Nobody takes any more: what is still on its way counts for nothing. */
  end(): void {
    this.#next = this.#items.length;
    this.#ready.length = 0;
    this.#hold(-this.#own);
    this.#hold = () => {};
  }

  #askOn(): void {
    while (this.#next < this.#items.length && this.#mayAskOne()) {
      const item = this.#items[this.#next++]!;
      this.#asked += 1;
      let length = 0;
      const answer = this.#work
        .ask(item)
        .then((text) => {
          length = text.length;
          return text;
        })
        .finally(() => this.#answered(length));
      this.#ready.push(this.#work.read(item, answer).then((outcome) => ({ outcome, length })));
    }
  }

  #mayAskOne(): boolean {
    if (this.#asked === 0 && this.#own === 0) return true;
    return this.#asked < this.#mayAsk && held + (this.#asked + 1) * this.#longest <= MOST_HELD;
  }

  #answered(length: number): void {
    this.#asked -= 1;
    this.#mayAsk = Math.min(this.#mayAsk + 1, MOST_ASKED);
    this.#longest = Math.max(this.#longest, length);
    this.#hold(length);
    this.#askOn();
  }

  #hold = (length: number): void => {
    held += length;
    this.#own += length;
  };
}
