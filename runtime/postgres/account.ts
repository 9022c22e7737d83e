import { spawnSync } from 'node:child_process';
import { StartError } from '../start-error.ts';

/** The operating system's user that PostgreSQL runs as; empty when it is the user of this process. */
export interface Account {
  uid?: number;
  gid?: number;
}

/**
 * PostgreSQL refuses to run as root, so that root runs it as the user `postgres`, which is created when absent.
 * @throws StartError when that user cannot be made or root may not become it (some containers)
 */
export function serverAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const account = find() ?? create();
  const trial = spawnSync('/bin/sh', ['-c', 'true'], { ...account, cwd: '/' });
  if (trial.status !== 0) {
    throw new StartError(
      'PostgreSQL does not run as root and this root may not start programs as the user "postgres"; run Switchyard as an ordinary user or set DATABASE_URL',
    );
  }
  return account;
}

function find(): Account | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function create(): Account {
  spawnSync('groupadd', ['--system', 'postgres']);
  const options = [
    '--system',
    '--gid',
    'postgres',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
  ];
  const made = spawnSync('useradd', [...options, 'postgres'], { encoding: 'utf8' });
  // Looked up again whatever useradd said: a start beside this one may have been quicker.
  const account = find();
  if (account) return account;
  const reason = made.error?.message ?? made.stderr.trim();
  throw new StartError(
    `PostgreSQL does not run as root and the user "postgres" could not be created (${reason}); run Switchyard as an ordinary user or set DATABASE_URL`,
  );
}

/** Whether the account can enter `folder`: asked of the system itself, which knows about groups and access lists. */
export function canEnter(account: Account, folder: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

export function canRun(account: Account, program: string): boolean {
  return spawnSync(program, ['--version'], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}
