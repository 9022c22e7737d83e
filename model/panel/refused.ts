/** What the panel will not write, with the fields that are why. The server tells it as a problem of this status. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: 400 | 404 | 409;
  readonly errors: Record<string, string>;
  /** It is not theirs to do: goes on record, unlike what is merely in the way. */
  readonly denied: boolean;

  constructor(status: 400 | 404 | 409, message: string, errors: Record<string, string> = {}, denied = false) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.denied = denied;
  }
}

export const wrongFields = (errors: Record<string, string>) =>
  new Refused(
    400,
    Object.entries(errors)
      .map(([field, wrong]) => `${field}: ${wrong}`)
      .join('; '),
    errors,
  );
export const missing = (what: string) => new Refused(404, what);
export const inTheWay = (message: string, errors: Record<string, string> = {}) => new Refused(409, message, errors);
export const notTheirs = (message: string) => new Refused(409, message, {}, true);
