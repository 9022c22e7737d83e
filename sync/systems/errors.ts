/** The engine decides from the type alone what to do; the text is for people. */
export type ErrorType = 'auth' | 'rate-limited' | 'transient' | 'permanent' | 'malformed';

export class SystemError extends Error {
  readonly type: ErrorType;
  /** Seconds the provider asks to wait, where it said so. */
  readonly retryAfter: number | undefined;
  /** The permission that is missing, in the provider's words. */
  readonly needs: string | undefined;

  constructor(type: ErrorType, message: string, more: { retryAfter?: number; needs?: string; cause?: unknown } = {}) {
    super(message, { cause: more.cause });
    this.name = 'SystemError';
    this.type = type;
    this.retryAfter = more.retryAfter;
    this.needs = more.needs;
  }
}
