const SECRET_NAME =
  /^(authorization|proxy-?authorization|(set-)?cookie|.*password|.*passphrase|(.*[_-])?.*token|.*secret|.*secret_?(access_?)?key|.*api[_-]?key|.*private_?key)$/i;
const URL_PASSWORD = /(\/\/[^\s/:@]*):[^\s/@]+@/g;
const DEEPEST = 8;

/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

/**
 * A copy of `value` in which the values of secret-looking names (at any depth) and the passwords inside URLs are replaced.
 * Errors are left alone at the top: their serializer calls this on what it makes of them.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.includes('@') ? value.replace(URL_PASSWORD, `$1:${REDACTED}@`) : value;
  if (typeof value !== 'object' || value === null || value instanceof Error || value instanceof Date) return value;
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`;
  if (depth >= DEEPEST) return '[deeper]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  const copy: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    copy[name] = SECRET_NAME.test(name) && item !== null && item !== undefined ? REDACTED : redact(item, depth + 1);
  }
  return copy;
}
