import { z } from 'zod';

/** A hypervisor host's address as libvirt writes it: `driver[+transport]://[user@][host][:port]/path[?socket=…]`. */
export interface HostUri {
  text: string;
  /** qemu, test, lxc, xen … */
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

const PATTERN =
  /^([a-z]+)(?:\+(unix|tcp|tls|ssh))?:\/\/(?:([a-z_][\w.-]*)@)?(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)?(?::(\d{1,5}))?(\/[^?#\s]*)(?:\?socket=(\/[^&#:\s]+))?$/i;

/** undefined for what is no such address, or says two things that contradict each other. */
export function parseHostUri(text: string): HostUri | undefined {
  const [, driver, given, user = null, named = '', digits, path, socket = null] = PATTERN.exec(text) ?? [];
  if (!driver || !path) return undefined;
  // libvirt's own defaults: without a host the local socket, else TLS (https://libvirt.org/uri.html).
  const transport = (given ?? (named ? 'tls' : 'unix')) as HostUri['transport'];
  const port = digits === undefined ? null : Number(digits);
  const host = named.replace(/^\[|\]$/g, '').toLowerCase();
  if ((transport === 'unix') !== (host === '') || (port !== null && (host === '' || port < 1 || port > 65_535)))
    return undefined;
  if (user !== null && transport !== 'ssh') return undefined;
  if (socket !== null && transport !== 'unix' && transport !== 'ssh') return undefined;
  const place = host === '' ? 'localhost' : named.toLowerCase();
  return {
    text,
    driver: driver.toLowerCase(),
    transport,
    user,
    host,
    port,
    socket,
    remoteUri: `${driver.toLowerCase()}://${path}`,
    key: `${place}${port === null ? '' : `:${port}`}${socket === null ? '' : socket}`,
  };
}

export const hostUri = z
  .string()
  .max(300)
  .refine((text) => parseHostUri(text) !== undefined, 'not an address such as qemu+tls://hv1.example.com/system');
