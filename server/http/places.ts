import { ApiProblem } from './problem.ts';

/** What holds something for as long as an answer lasts, such as a stream: so many in this process, and so many for one principal. */
export class Places {
  private readonly what: string;
  private readonly most: { all: number; each: number };
  private readonly taken = new Map<string, number>();
  private count = 0;

  constructor(what: string, most: { all: number; each: number }) {
    this.what = what;
    this.most = most;
  }

  /**
   * @returns gives the place back; more than once does no harm
   * @throws ApiProblem 429 when this principal has as many as one may have, 503 when all places are taken
   */
  take(principalId: string): () => void {
    const own = this.taken.get(principalId) ?? 0;
    const { all, each } = this.most;
    if (own >= each) throw this.refusal(429, `You have ${each} already, the most for one user or token`);
    if (this.count >= all) throw this.refusal(503, `There are ${all} already, the most for this server`);
    this.taken.set(principalId, own + 1);
    this.count += 1;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.count -= 1;
      const left = this.taken.get(principalId)! - 1;
      if (left) this.taken.set(principalId, left);
      else this.taken.delete(principalId);
    };
  }

  private refusal(status: number, detail: string): ApiProblem {
    return new ApiProblem(status, `Too many ${this.what}`, { detail, headers: { 'retry-after': '10' } });
  }
}
