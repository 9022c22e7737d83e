/**
 * A failure that a person can mend (a taken port, a bad setting, an unwritable folder): told as ONE clear line on
 * stderr, exit code 1, no stack. Anything else that escapes is a bug and keeps its stack.
 */
export class StartError extends Error {
  override readonly name = 'StartError';

  constructor(message: string, options?: ErrorOptions) {
    super(message.replace(/\s*\r?\n\s*/g, ' '), options);
  }
}
