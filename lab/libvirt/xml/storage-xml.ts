import type { StoragePool } from '../../world/hypervisor.ts';
import type { Volume } from '../../world/hypervisor-schema.ts';
import { element } from './element.ts';

/** Of an inactive pool nothing is known: libvirt says 0 for its sizes. */
export function sizesOf({ active, capacity, volumes }: StoragePool) {
  const allocation = active ? [...volumes].reduce((sum, volume) => sum + volume.allocation, 0) : 0;
  return { capacity: active ? capacity : 0, allocation, available: active ? Math.max(0, capacity - allocation) : 0 };
}

const bytes = (name: string, value: number) => element(name, { unit: 'bytes' }, value);

export function poolXml(pool: StoragePool): string {
  const { capacity, allocation, available } = sizesOf(pool);
  return `${element('pool', { type: 'dir' }, [
    element('name', {}, pool.name),
    element('uuid', {}, pool.id),
    bytes('capacity', capacity),
    bytes('allocation', allocation),
    bytes('available', available),
    element('source'),
    element('target', {}, [element('path', {}, pool.path)]),
  ])}\n`;
}

export function volumeXml(pool: StoragePool, { id, capacity, allocation, format, backingPath }: Volume): string {
  const path = `${pool.path}/${id}`;
  return `${element('volume', { type: 'file' }, [
    element('name', {}, id),
    element('key', {}, path),
    bytes('capacity', capacity),
    bytes('allocation', allocation),
    bytes('physical', allocation),
    element('target', {}, [element('path', {}, path), element('format', { type: format })]),
    backingPath !== undefined &&
      element('backingStore', {}, [element('path', {}, backingPath), element('format', { type: 'qcow2' })]),
  ])}\n`;
}
