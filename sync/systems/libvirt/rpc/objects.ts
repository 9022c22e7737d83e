import { int, string, struct, uuid, type ValueOf } from './codec.ts';

/** Libvirt knows a domain by all three on the wire; -1 is the id of one that does not run. */
export const domain = struct({ name: string, uuid, id: int });
export const network = struct({ name: string, uuid });
export const storagePool = struct({ name: string, uuid });
export const storageVolume = struct({ pool: string, name: string, key: string });

export type Domain = ValueOf<typeof domain>;
export type Network = ValueOf<typeof network>;
export type StoragePool = ValueOf<typeof storagePool>;
export type StorageVolume = ValueOf<typeof storageVolume>;
