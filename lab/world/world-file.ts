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

  constructor(path: string) {
    this.#path = path;
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
    this.#world = world;
    this.#forget = world.onChange(() => {
      this.#timer ??= setTimeout(() => void this.write(), delayMs);
    });
  }

  write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(async () => {
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
