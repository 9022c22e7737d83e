import { spawn } from 'node:child_process';

/**
 * Ends servers and removes folders when this process dies, however it dies: a shell waits for the end of a pipe that only this process holds, which
 * the kernel closes. A server is told by the first line of its postmaster.pid, as long as that is a postgres.
 */
const SCRIPT = `
  read -r told
  [ "$told" = done ] && exit 0
  remove=$1; shift
  for home in "$@"; do
    pid=$(head -n 1 "$home/postmaster.pid" 2>/dev/null) && [ -n "$pid" ] &&
      ps -o command= -p "$pid" | grep -q "postgres -D $home" && kill -QUIT "$pid"
  done
  [ -n "$remove" ] || exit 0
  for home in "$@"; do
    for tries in 1 2 3 4 5 6 7 8 9 10; do [ -e "$home/postmaster.pid" ] || break; sleep 0.2; done
  done
  rm -rf "$@" "$remove"`;

/**
 * @param remove the folder that goes with those of the servers; left out: all stay
 * @returns what to call when the servers have ended in peace
 */
export function endWithUs(homes: readonly string[], remove?: string): () => void {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'sh', remove ?? '', ...homes], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    // Not ended by the Ctrl-C that ends us.
    detached: true,
  });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
  return () => void shell.stdin.end('done\n');
}
