import { createHash, randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './process-info.ts';

export interface FolderLock {
  release(): void;
}

interface Holder {
  pid: number;
  identity: string;
}

/**
 * Takes the lock file at `path` for this process, or says which process holds it. A lock whose holder died (kill -9,
 * power cut) counts as free. Node has no flock, hence a file with the holder's number and start time.
 */
export function tryLock(path: string): FolderLock | { heldBy: number } {
  const mine: Holder = { pid: process.pid, identity: processIdentity(process.pid) ?? '' };
  const text = JSON.stringify({ ...mine, nonce: randomBytes(8).toString('hex') });
  for (;;) {
    if (createWith(path, text)) return { release: () => removeOwn(path, text) };
    const found = read(path);
    if (found === undefined) continue;
    const holder = parse(found);
    if (holder && processIdentity(holder.pid) === holder.identity) return { heldBy: holder.pid };
    const inTheWay = removeDead(path, found);
    if (inTheWay) return inTheWay;
  }
}

/**
 * Removes the lock of a dead holder. Of several that found it dead only one may: the slower would take away what the quicker has taken since. So
 * each dead lock can be removed only under a lock that is named after it, which, should its holder die as well, is taken over in the same way.
 */
function removeDead(path: string, text: string): { heldBy: number } | undefined {
  const right = tryLock(
    `${path.replace(/\.over\.\w+$/, '')}.over.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`,
  );
  if (!('release' in right)) return right;
  removeOwn(path, text);
  right.release();
  return undefined;
}

/** As `tryLock`, but waits for the holder, up to `timeoutMs`. */
export async function lockWithin(path: string, timeoutMs: number): Promise<FolderLock> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const lock = tryLock(path);
    if ('release' in lock) return lock;
    if (Date.now() > deadline) throw new Error(`${path} is still held by process ${lock.heldBy}`);
    await sleep(50);
  }
}

/** Creates the file together with its content: readers never see it empty. */
function createWith(path: string, text: string): boolean {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, text, { flag: 'wx', mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes the lock if it still holds `text`, which only one process at a time has the right to remove. */
function removeOwn(path: string, text: string): void {
  if (read(path) === text) rmSync(path, { force: true });
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder>;
    if (typeof holder.pid === 'number' && typeof holder.identity === 'string') return holder as Holder;
  } catch {
    // torn by a full disk or a crash: nobody holds it
  }
  return undefined;
}
