import {
  array,
  bool,
  chars,
  type Codec,
  hyper,
  int,
  nothing,
  oneOf,
  optional,
  string,
  struct,
  uhyper,
  uint,
  uuid,
  type ValueOf,
} from './codec.ts';
import { domain, network, storagePool, storageVolume } from './objects.ts';
import { typedParameters } from './typed-parameters.ts';

export interface Procedure<A, R> {
  number: number;
  args: Codec<A>;
  result: Codec<R>;
}

const procedure = <A extends object, R = object>(
  number: number,
  args: Codec<A> = nothing as Codec<A>,
  result: Codec<R> = nothing as Codec<R>,
): Procedure<A, R> => ({ number, args, result });

/** After a list its length follows once more: it is what counts when a caller wants no items, which we always do. */
const listOf = <T>(of: Codec<T>): Codec<T[]> => ({
  write(to, values) {
    array(of).write(to, values);
    to.uint(values.length);
  },
  read(from) {
    const values = array(of).read(from);
    from.uint();
    return values;
  },
});

const wanted = { needResults: bool, flags: uint };
const ofDomain = struct({ domain });
const ofDomainFlagged = struct({ domain, flags: uint });
const ofPool = struct({ pool: storagePool });
const ofPoolFlagged = struct({ pool: storagePool, flags: uint });
const ofNetwork = struct({ network });
const ofVolumeFlagged = struct({ volume: storageVolume, flags: uint });
const xmlFlagged = struct({ xml: string, flags: uint });
const byName = struct({ name: string });
const byUuid = struct({ uuid });
const transfer = struct({ volume: storageVolume, offset: uhyper, length: uhyper, flags: uint });
const counted = struct({ values: array(struct({ field: string, value: uhyper })), count: int });
const callback = struct({ callbackId: int });

export const domainStates = [
  'nostate', 'running', 'blocked', 'paused', 'shutdown', 'shutoff', 'crashed', 'pmsuspended',
] as const; // prettier-ignore
export const poolStates = ['inactive', 'building', 'running', 'degraded', 'inaccessible'] as const;
export const volumeTypes = ['file', 'block', 'dir', 'network', 'netdir', 'ploop'] as const;
const addressTypes = ['ipv4', 'ipv6'] as const;
const addressType = oneOf(...addressTypes);

/**
 * Every procedure that is called, with its number and how its arguments and its result are on the wire
 * (remote_protocol.x of libvirt; a struct of one field is that field). Names are libvirt's own, so that the numbers can be
 * compared: a wrong one calls something else, such as storagePoolDelete (81), which erases, for storagePoolDestroy (80),
 * which only stops.
 */
export const procedures = {
  authList: procedure(66, nothing, array(oneOf('none', 'sasl', 'polkit'))),
  authPolkit: procedure(70, nothing, bool),
  connectOpen: procedure(1, struct({ uri: optional(string), flags: uint })),
  connectClose: procedure(2),
  connectSupportsFeature: procedure(60, struct({ feature: int }), bool),

  connectGetType: procedure(3, nothing, string),
  connectGetVersion: procedure(4, nothing, uhyper),
  connectGetLibVersion: procedure(157, nothing, uhyper),
  connectGetHostname: procedure(59, nothing, string),
  connectGetUri: procedure(110, nothing, string),
  connectGetCapabilities: procedure(7, nothing, string),
  nodeGetInfo: procedure(
    6,
    nothing,
    struct({
      model: chars(32),
      /** In KiB. */
      memory: uhyper,
      cpus: int,
      mhz: int,
      nodes: int,
      sockets: int,
      cores: int,
      threads: int,
    }),
  ),
  /** In bytes. */
  nodeGetFreeMemory: procedure(102, nothing, uhyper),
  nodeGetCpuStats: procedure(227, struct({ cpu: int, count: int, flags: uint }), counted),
  nodeGetMemoryStats: procedure(228, struct({ count: int, cell: int, flags: uint }), counted),

  connectListAllDomains: procedure(273, struct(wanted), listOf(domain)),
  connectGetAllDomainStats: procedure(
    344,
    struct({ domains: array(domain), stats: uint, flags: uint }),
    array(struct({ domain, parameters: typedParameters })),
  ),
  domainLookupByName: procedure(23, byName, domain),
  domainLookupByUuid: procedure(24, byUuid, domain),
  domainGetXmlDesc: procedure(14, ofDomainFlagged, string),
  domainGetState: procedure(212, ofDomainFlagged, struct({ state: oneOf(...domainStates), reason: int })),
  domainIsPersistent: procedure(151, ofDomain, bool),
  domainGetAutostart: procedure(15, ofDomain, bool),
  domainSetAutostart: procedure(29, struct({ domain, autostart: bool })),
  domainInterfaceAddresses: procedure(
    353,
    struct({ domain, source: uint, flags: uint }),
    array(
      struct({
        name: string,
        mac: optional(string),
        addresses: array(struct({ type: addressType, address: string, prefix: uint })),
      }),
    ),
  ),
  /** The guest's agent is asked. */
  domainGetGuestInfo: procedure(418, struct({ domain, types: uint, flags: uint }), typedParameters),
  domainCreate: procedure(9, ofDomain),
  domainDestroy: procedure(12, ofDomain),
  domainShutdown: procedure(33, ofDomain),
  domainReboot: procedure(27, ofDomainFlagged),
  domainReset: procedure(245, ofDomainFlagged),
  domainSuspend: procedure(34, ofDomain),
  domainResume: procedure(28, ofDomain),
  domainDefineXml: procedure(11, struct({ xml: string }), domain),
  domainUndefineFlags: procedure(231, ofDomainFlagged),
  /** A stream follows. */
  domainOpenConsole: procedure(201, struct({ domain, device: optional(string), flags: uint })),

  connectListAllStoragePools: procedure(281, struct(wanted), listOf(storagePool)),
  storagePoolLookupByName: procedure(84, byName, storagePool),
  storagePoolLookupByUuid: procedure(85, byUuid, storagePool),
  storagePoolGetInfo: procedure(
    87,
    ofPool,
    struct({ state: oneOf(...poolStates), capacity: uhyper, allocation: uhyper, available: uhyper }),
  ),
  storagePoolGetXmlDesc: procedure(88, ofPoolFlagged, string),
  storagePoolGetAutostart: procedure(89, ofPool, bool),
  storagePoolRefresh: procedure(83, ofPoolFlagged),
  storagePoolDefineXml: procedure(77, xmlFlagged, storagePool),
  storagePoolCreate: procedure(78, ofPoolFlagged),
  storagePoolDestroy: procedure(80, ofPool),
  storagePoolUndefine: procedure(82, ofPool),
  storagePoolListAllVolumes: procedure(282, struct({ pool: storagePool, ...wanted }), listOf(storageVolume)),
  storageVolLookupByName: procedure(95, struct({ pool: storagePool, name: string }), storageVolume),
  storageVolLookupByPath: procedure(97, struct({ path: string }), storageVolume),
  storageVolGetInfo: procedure(
    98,
    struct({ volume: storageVolume }),
    struct({ type: oneOf(...volumeTypes), capacity: uhyper, allocation: uhyper }),
  ),
  storageVolGetXmlDesc: procedure(99, ofVolumeFlagged, string),
  storageVolGetPath: procedure(100, struct({ volume: storageVolume }), string),
  storageVolCreateXml: procedure(93, struct({ pool: storagePool, xml: string, flags: uint }), storageVolume),
  storageVolDelete: procedure(94, ofVolumeFlagged),
  /** A stream follows; a length of 0 is all there is. */
  storageVolUpload: procedure(208, transfer),
  storageVolDownload: procedure(209, transfer),

  connectListAllNetworks: procedure(283, struct(wanted), listOf(network)),
  networkLookupByName: procedure(46, byName, network),
  networkLookupByUuid: procedure(47, byUuid, network),
  networkGetXmlDesc: procedure(43, struct({ network, flags: uint }), string),
  networkGetAutostart: procedure(44, ofNetwork, bool),
  networkSetAutostart: procedure(48, struct({ network, autostart: bool })),
  networkIsActive: procedure(152, ofNetwork, bool),
  networkCreate: procedure(39, ofNetwork),
  networkDestroy: procedure(42, ofNetwork),
  networkGetDhcpLeases: procedure(
    341,
    struct({ network, mac: optional(string), ...wanted }),
    listOf(
      struct({
        interface: string,
        /** Seconds since 1970; 0 is never. */
        expiry: hyper,
        type: addressType,
        mac: optional(string),
        iaid: optional(string),
        address: string,
        prefix: uint,
        hostname: optional(string),
        clientId: optional(string),
      }),
    ),
  ),

  connectDomainEventCallbackRegisterAny: procedure(316, struct({ eventId: int, domain: optional(domain) }), int),
  connectDomainEventCallbackDeregisterAny: procedure(317, callback),
  connectStoragePoolEventRegisterAny: procedure(368, struct({ eventId: int, pool: optional(storagePool) }), int),
  connectStoragePoolEventDeregisterAny: procedure(369, callback),
  connectNetworkEventRegisterAny: procedure(313, struct({ eventId: int, network: optional(network) }), int),
  connectNetworkEventDeregisterAny: procedure(314, callback),
};

export type ProcedureName = keyof typeof procedures;
export type ArgsOf<N extends ProcedureName> = ValueOf<(typeof procedures)[N]['args']>;
export type ResultOf<N extends ProcedureName> = ValueOf<(typeof procedures)[N]['result']>;
