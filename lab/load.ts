import type { LoadSettings } from './world/snapshot.ts';
import type { World } from './world/world.ts';
export function applyLoad(_world: World, _settings: LoadSettings | undefined): void {}
