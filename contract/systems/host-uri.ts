import { z } from 'zod';
import { canonicalHost } from './host-name.ts';

/** A hypervisor host's address as libvirt writes it: `driver[+transport]://[user@][host][:port]/path[?socket=…]`. */
export interface HostUri {
  text: string;
  /** One of `drivers`. */
  driver: string;
  transport: 'unix' | 'tcp' | 'tls' | 'ssh';
  user: string | null;
  /** Empty: the machine that the worker runs on. */
  host: string;
  port: number | null;
  /** Of the socket on the host, where it is not the usual one. */
  socket: string | null;
  /** What libvirtd on the host is told, such as `qemu:///system`. */
  remoteUri: string;
  /** What tells the host from all others of its group. */
  key: string;
}

/**
 * Those that a daemon on the host has. Others, such as esx and hyperv, are in libvirt's own client library and answer to none
 * (https://libvirt.org/drivers.html).
 */
const drivers = ['qemu', 'lxc', 'xen', 'bhyve', 'ch', 'vz', 'vbox', 'test'];

const PATTERN =
  /^([a-z]+)(?:\+(unix|tcp|tls|ssh))?:\/\/(?:([a-z_][\w.-]*)@)?(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)?(?::(\d{1,5}))?(\/[^?#\s]*)(?:\?socket=(\/[^&#:\s]+))?$/i;

/** Where libvirt of each transport is expected (https://libvirt.org/uri.html): whether one says so or not, it is the same host. */
const USUAL_PORT = { unix: null, tcp: 16509, tls: 16514, ssh: 22 } as const;

/** undefined for what is no such address, or says two things that contradict each other. */
export function parseHostUri(text: string): HostUri | undefined {
  const [, driver, given, user = null, named = '', digits, path, socket = null] = PATTERN.exec(text) ?? [];
  if (!driver || !path || !isDriver(driver)) return undefined;
  // libvirt's own defaults: without a host the local socket, else TLS (https://libvirt.org/uri.html).
  const transport = (given ?? (named ? 'tls' : 'unix')) as HostUri['transport'];
  const port = digits === undefined ? null : Number(digits);
  const place = canonicalHost(named);
  if (place === undefined) return undefined;
  const host = place.replace(/^\[|\]$/g, '');
  if ((transport === 'unix') !== (host === '') || (port !== null && (host === '' || port < 1 || port > 65_535)))
    return undefined;
  if (user !== null && transport !== 'ssh') return undefined;
  if (socket !== null && transport !== 'unix' && transport !== 'ssh') return undefined;
  return {
    text,
    driver: driver.toLowerCase(),
    transport,
    user,
    host,
    port,
    socket,
    remoteUri: `${driver.toLowerCase()}://${path}`,
    key: `${place || 'localhost'}${port === null || port === USUAL_PORT[transport] ? '' : `:${port}`}${socket === null ? '' : socket}`,
  };
}

const isDriver = (word: string) => drivers.includes(word.toLowerCase());

export const hostUri = z
  .string()
  .max(300)
  .refine(
    (text) => {
      const [, driver] = /^([^:+/]*)[^:/]*:\/\//.exec(text) ?? [];
      return driver === undefined || isDriver(driver);
    },
    `begins with a driver that libvirtd has: ${drivers.join(', ')}, such as qemu+tls://hv1.example.com/system`,
  )
  .refine((text) => parseHostUri(text) !== undefined, 'not an address such as qemu+tls://hv1.example.com/system');
