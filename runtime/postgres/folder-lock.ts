import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
    if (createWith(path, text)) return { release: () => removeIf(path, text) };
    const found = read(path);
    if (found === undefined) continue;
    const holder = parse(found);
    if (holder && processIdentity(holder.pid) === holder.identity) return { heldBy: holder.pid };
    removeIf(path, found);
  }
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

/** Removes the lock only if it still holds `text`: of two that find a dead lock, the slower must not take the quicker's. */
function removeIf(path: string, text: string): void {
  if (read(path) !== text) return;
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  try {
    if (readFileSync(aside, 'utf8') !== text) linkSync(aside, path);
  } catch {
    // a third one took the lock in between: it holds it rightly
  } finally {
    rmSync(aside, { force: true });
  }
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
