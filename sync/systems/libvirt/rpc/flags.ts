/** CONNECT_OPEN: what changes anything is then refused by libvirt itself. */
export const openReadOnly = 1;
/** CONNECT_SUPPORTS_FEATURE: pings both ways, from then on. */
export const keepaliveFeature = 10;
/** GET_XML_DESC of domains. With `secure`, passwords too; `inactive` is how it will be at the next start. */
export const domainXml = { secure: 1, inactive: 2 } as const;
/** GET_XML_DESC of networks and pools: as defined, not as it runs. */
export const inactiveXml = 1;
/** GET_ALL_DOMAIN_STATS: which groups, added up; 0 is all. */
export const domainStats = { state: 1, cpu: 2, balloon: 4, vcpu: 8, interface: 16, block: 32 } as const;
/** Groups that a domain's running job holds up are left out rather than waited for. */
export const statsWithoutWaiting = 1 << 29;
/** INTERFACE_ADDRESSES: who is asked for them. */
export const addressSource = { lease: 0, agent: 1, arp: 2 } as const;
/** UNDEFINE_FLAGS: what would otherwise forbid it goes with the domain. */
export const undefineWith = { managedSave: 1, snapshotMetadata: 2, nvram: 4 } as const;
/** GET_GUEST_INFO. */
export const guestInfo = { os: 2, hostname: 8 } as const;
/** CONNECT_LIST_ALL_…: those alone. */
export const onlyDomains = { persistent: 4, autostart: 1024 } as const;
export const onlyPools = { autostart: 16 } as const;
export const onlyNetworks = { active: 2, autostart: 16 } as const;
