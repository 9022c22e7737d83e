import { z } from 'zod';
import { content, element, elements, number, size } from './xml.ts';

const source = z.preprocess(
  (said) => (said === '' ? {} : said),
  z.object({
    '@file': z.string().optional(),
    '@dev': z.string().optional(),
    '@dir': z.string().optional(),
    '@name': z.string().optional(),
    '@pool': z.string().optional(),
    '@volume': z.string().optional(),
    '@network': z.string().optional(),
    '@bridge': z.string().optional(),
    '@path': z.string().optional(),
    host: elements(z.object({ '@name': z.string().optional(), '@socket': z.string().optional() })),
  }),
);

const typed = z.object({ '@type': z.string().optional() });

const disk = z.object({
  '@type': z.string().optional(),
  '@device': z.string().default('disk'),
  driver: typed.optional(),
  source: source.optional(),
  target: z.object({ '@dev': z.string(), '@bus': z.string().optional() }),
  readonly: z.unknown().optional(),
});

const networkInterface = z.object({
  '@type': z.string(),
  mac: z.object({ '@address': z.string() }),
  source: source.optional(),
  model: typed.optional(),
  target: z.object({ '@dev': z.string().optional() }).optional(),
});

const channel = z.object({
  target: z.object({ '@name': z.string().optional(), '@state': z.string().optional() }).optional(),
});

const vcpu = z.union([
  number.transform((most) => ({ most, now: most })),
  z
    .object({ '#text': number, '@current': number.optional() })
    .transform(({ '#text': most, '@current': now }) => ({ most, now: now ?? most })),
]);

/** What is taken of a domain's XML (https://libvirt.org/formatdomain.html). */
export const domainSchema = z.object({
  '@type': z.string(),
  name: content,
  // Of any version and variant: libvirt takes every one.
  uuid: z.guid(),
  title: content.optional(),
  description: content.optional(),
  metadata: z.unknown().optional(),
  memory: size,
  currentMemory: size.optional(),
  maxMemory: size.optional(),
  vcpu,
  os: element({
    type: z.preprocess(
      (said) => (typeof said === 'string' ? {} : said),
      z.object({ '@arch': z.string().optional(), '@machine': z.string().optional() }),
    ),
  }),
  devices: element({
    disk: elements(disk),
    interface: elements(networkInterface),
    channel: elements(channel),
  }).optional(),
});

export type DomainXml = z.output<typeof domainSchema>;
export type DiskXml = z.output<typeof disk>;
export type InterfaceXml = z.output<typeof networkInterface>;

/** Of no steady truth: what a start gives anew, what a running one changes by itself. Or not for everybody: what others wrote into it may be secret. */
export const leftOutOfDomains = new Set([
  '@id', '@pid', '@tty', '@passwd', '@passwdValidTo', '@state', '@index', '@portid',
  'metadata', 'commandline', 'qemu:commandline', 'qemu:override', 'sysinfo', 'seclabel', 'launchSecurity', 'mirror',
  'auth', 'secret', 'cookies', 'encryption', 'currentMemory', 'alias', 'console', 'serial', 'parallel', 'channel',
]); // prettier-ignore
