/** What the lab was asked, so that tests can say how a client behaved: pages, pacing, retries. */
export interface LoggedRequest {
  /** Milliseconds since the epoch, real time. */
  at: number;
  service: string;
  operation: string;
  /** Region of AWS, or the name of a zone. */
  where?: string;
  /** 0: no answer was given. */
  status: number;
  parameters: Record<string, string>;
}

export class RequestLog {
  #requests: LoggedRequest[] = [];
  readonly #kept: number;

  constructor(kept = 5000) {
    this.#kept = kept;
  }

  add(request: LoggedRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > this.#kept * 2) this.#requests = this.#requests.slice(-this.#kept);
  }

  list(last = this.#kept): readonly LoggedRequest[] {
    return this.#requests.slice(-last);
  }

  /** Requests by service and operation. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { service, operation } of this.#requests) {
      const key = `${service} ${operation}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }

  clear(): void {
    this.#requests = [];
  }
}
