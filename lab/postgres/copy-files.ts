import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, rmSync } from 'node:fs';
import type { Account } from '../../runtime/postgres/account.ts';

/** The files of one server in place of those of another, by PostgreSQL's own user, who owns them. */
export function copyFiles(from: string, to: string, account: Account, without: readonly string[] = []): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { mode: 0o700 });
  if (account.uid !== undefined && account.gid !== undefined) chownSync(to, account.uid, account.gid);
  const script = 'from=$1 to=$2; shift 2; tar -C "$from" "$@" -cf - . | tar -C "$to" -xpf -';
  const excluded = without.map((pattern) => `--exclude=${pattern}`);
  const copied = spawnSync('sh', ['-c', script, 'sh', from, to, ...excluded], {
    ...account,
    cwd: '/',
    encoding: 'utf8',
  });
  if (copied.status !== 0) throw new Error(`The replica cannot be made: ${copied.stderr.trim()}`);
}
