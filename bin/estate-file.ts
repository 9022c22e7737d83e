import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { estate } from '../contract/api/estate.ts';
import { StartError } from '../runtime/start-error.ts';

/**
 * Reads an estate file: YAML with `${NAME}` for values of the environment (secrets do not belong in files); `$${` stands
 * for `${` itself.
 * @returns what the file says, checked but without defaults: those are the server's
 * @throws StartError that names the place in the file
 */
export function readEstateFile(path: string, env: Record<string, string | undefined> = process.env): unknown {
  let content: unknown;
  try {
    // Filled in after parsing: a value cannot become YAML.
    content = fillIn(parse(readFileSync(path, 'utf8')), env, '');
  } catch (error) {
    throw new StartError(`${path}: ${unreadable(error as NodeJS.ErrnoException)}`);
  }
  const checked = estate.safeParse(content ?? {});
  if (checked.success) return content ?? {};
  const issues = checked.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new StartError(`${path}: ${issues.join('; ')}`);
}

const UNREADABLE: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};
const unreadable = ({ code, message }: NodeJS.ErrnoException) => UNREADABLE[code ?? ''] ?? message.split('\n')[0];

function fillIn(value: unknown, env: Record<string, string | undefined>, at: string): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$(\$\{)|\$\{(\w+)\}/g, (_match, escaped: string | undefined, name: string) => {
      if (escaped !== undefined) return escaped;
      const found = env[name];
      if (found === undefined) throw new Error(`${at}: the environment has no ${name}`);
      return found;
    });
  }
  if (Array.isArray(value)) return value.map((item, i) => fillIn(item, env, `${at}${at && '.'}${i}`));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, fillIn(item, env, `${at}${at && '.'}${key}`)]),
  );
}
