import { type Codec, hyper, int, oneOf, optional, string, struct, uhyper, type ValueOf } from './codec.ts';
import { domain, network, storagePool } from './objects.ts';
import type { ProcedureName } from './procedures.ts';
import { typedParameters } from './typed-parameters.ts';

type Registrar = Extract<ProcedureName, `connect${'Domain' | 'StoragePool' | 'Network'}Event${string}RegisterAny`>;

export interface EventDeclaration<T> {
  register: Registrar;
  /** What it is registered as. */
  id: number;
  /** The procedure of its messages. */
  message: number;
  /** What follows the id of the callback. */
  payload: Codec<T>;
}

const ofDomain = <F extends Record<string, Codec<unknown>>>(id: number, message: number, more: F) => ({
  register: 'connectDomainEventCallbackRegisterAny' as const,
  id,
  message,
  payload: struct({ domain, ...more }),
});
const ofPool = <F extends Record<string, Codec<unknown>>>(id: number, message: number, more: F) => ({
  register: 'connectStoragePoolEventRegisterAny' as const,
  id,
  message,
  payload: struct({ pool: storagePool, ...more }),
});

/**
 * Hints that something is no longer as it was; how it is now only a fresh look tells. A start says `resumed`, then
 * `started`, both before the call that started it is answered.
 */
export const events = {
  domainLifecycle: ofDomain(0, 318, {
    event: oneOf(
      'defined',
      'undefined',
      'started',
      'suspended',
      'resumed',
      'stopped',
      'shutdown',
      'pmsuspended',
      'crashed',
    ),
    detail: int,
  }),
  domainReboot: ofDomain(1, 319, {}),
  domainRtcChange: ofDomain(2, 320, { offset: hyper }),
  domainWatchdog: ofDomain(3, 321, { action: int }),
  domainIoErrorReason: ofDomain(6, 324, { source: string, alias: string, action: int, reason: string }),
  domainControlError: ofDomain(7, 325, {}),
  domainBlockJob: ofDomain(8, 326, { path: string, type: int, status: int }),
  domainDiskChange: ofDomain(9, 327, {
    oldSource: optional(string),
    newSource: optional(string),
    alias: string,
    reason: int,
  }),
  domainTrayChange: ofDomain(10, 328, { alias: string, reason: int }),
  /** In KiB. */
  domainBalloonChange: ofDomain(13, 331, { actual: uhyper }),
  domainDeviceRemoved: ofDomain(15, 333, { alias: string }),
  /** State 1: connected, 2: not. */
  domainAgentLifecycle: ofDomain(18, 348, { state: int, reason: int }),
  domainDeviceAdded: ofDomain(19, 354, { alias: string }),
  domainMigrationIteration: ofDomain(20, 359, { iteration: int }),
  domainJobCompleted: ofDomain(21, 363, { parameters: typedParameters }),
  domainMetadataChange: ofDomain(23, 379, { type: int, uri: optional(string) }),
  storagePoolLifecycle: ofPool(0, 370, {
    event: oneOf('defined', 'undefined', 'started', 'stopped', 'created', 'deleted'),
    detail: int,
  }),
  storagePoolRefresh: ofPool(1, 373, {}),
  networkLifecycle: {
    register: 'connectNetworkEventRegisterAny' as const,
    id: 0,
    message: 315,
    payload: struct({ network, event: oneOf('defined', 'undefined', 'started', 'stopped'), detail: int }),
  },
};

export type EventKind = keyof typeof events;
export type LibvirtEvent = { [K in EventKind]: { kind: K } & ValueOf<(typeof events)[K]['payload']> }[EventKind];
export type EventListener = (event: LibvirtEvent) => void;
