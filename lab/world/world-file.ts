import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { worldSnapshotSchema, type WorldSnapshot } from './snapshot.ts';
import type { World } from './world.ts';

/**
 * The state in one JSON file, written whole beside the old one and renamed over it, so that `kill -9` leaves either
 * the old or the new estate and never half of one.
 */
export class WorldFile {
  readonly #path: string;
  #world: World | undefined;
  #forget: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  readonly #onError: (error: unknown) => void;

  /** @param onError told when the state cannot be written: the lab goes on without */
  constructor(path: string, onError: (error: unknown) => void) {
    this.#path = path;
    this.#onError = onError;
  }

  /** The stored state; undefined when there is none, or none that can be read (it is then kept as `….unreadable`). */
  async read(): Promise<WorldSnapshot | undefined> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    try {
      return worldSnapshotSchema.parse(JSON.parse(text));
    } catch {
      await rename(this.#path, `${this.#path}.unreadable`);
      return undefined;
    }
  }

  /** Keeps the file like the world from now on, a moment behind it. */
  follow(world: World, delayMs = 100): void {
    this.#forget?.();
    this.#world = world;
    this.#forget = world.onChange(() => {
      this.#timer ??= setTimeout(() => void this.write().catch(this.#onError), delayMs);
    });
  }

  write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // A write that failed is no reason to stop writing.
    this.#writing = this.#writing
      .catch(() => {})
      .then(async () => {
        if (!this.#world) return;
        await mkdir(dirname(this.#path), { recursive: true });
        await writeFile(`${this.#path}.new`, JSON.stringify(this.#world.snapshot()));
        await rename(`${this.#path}.new`, this.#path);
      });
    return this.#writing;
  }

  async close(): Promise<void> {
    this.#forget?.();
    await this.write();
  }
}
