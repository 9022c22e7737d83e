import { z } from 'zod';

/** The services that can be told to fail. `aws` is all four of Amazon's, `all` is everything. */
export const faultServices = ['ec2', 'elbv2', 'elb', 'sts', 'cloudflare', 'powerdns', 'libvirt'] as const;
export type FaultService = (typeof faultServices)[number];

const serviceGroups = { aws: ['ec2', 'elbv2', 'elb', 'sts'], all: faultServices } as const satisfies Record<
  string,
  readonly FaultService[]
>;

export const faultTargetSchema = z.enum([...faultServices, 'aws', 'all']);
export type FaultTarget = z.infer<typeof faultTargetSchema>;

export function servicesOf(target: FaultTarget): readonly FaultService[] {
  return target in serviceGroups ? serviceGroups[target as keyof typeof serviceGroups] : [target as FaultService];
}

const rows = z.coerce.number().int().min(0);
const page = z.coerce.number().int().min(1);

/** Every way to fail, with its one argument where it has one. The first sentence is what the CLI's help shows. */
export const howSchema = z.discriminatedUnion('how', [
  z
    .object({ how: z.literal('429'), retryAfter: z.coerce.number().int().min(0).optional() })
    .describe('Too many requests, in the words of the service; with Retry-After when seconds are given.'),
  z
    .object({ how: z.literal('500'), status: z.coerce.number().int().min(500).max(599).default(500) })
    .describe('A server error, 500 or the status given.'),
  z.object({ how: z.literal('hang') }).describe('Takes the request and never answers.'),
  z.object({ how: z.literal('reset') }).describe('Resets the connection instead of answering.'),
  z
    .object({ how: z.literal('error'), code: z.coerce.number().int().min(1).default(1) })
    .describe("Refuses with this error of libvirt's (virErrorNumber); other services know no such."),
  z
    .object({ how: z.literal('cut'), after: rows.optional() })
    .describe('Closes half-way through an answer; libvirt after so many whole descriptions of machines.'),
  z.object({ how: z.literal('slow'), ms: z.coerce.number().int().min(0).default(2000) }).describe('Answers late.'),
  z
    .object({ how: z.literal('after-apply'), with: z.enum(['500', 'hang', 'reset']).default('500') })
    .describe(
      'Does what a write wants and then fails, with 500, no answer (hang) or a reset connection; reads are answered.',
    ),
  z
    .object({ how: z.literal('half-page'), page: page.default(2) })
    .describe('Listings die with a server error at this page and every later one.'),
  z
    .object({ how: z.literal('truncate'), rows: rows.optional() })
    .describe('A silent cap: one page (of so many rows) and no "next", although more exist.'),
  z.object({ how: z.literal('empty') }).describe('Listings succeed and are empty.'),
  z
    .object({ how: z.literal('malformed'), row: z.string().optional() })
    .describe('The first row of each page, or with libvirt the one of this name, has values of wrong types.'),
  z.object({ how: z.literal('garbage') }).describe('200 with a web page instead of data.'),
  z.object({ how: z.literal('duplicate') }).describe('The last row of a page comes again as the first of the next.'),
  z
    .object({ how: z.literal('other-account'), account: z.string().optional() })
    .describe('The same credentials now belong to another account.'),
  z.object({ how: z.literal('revoke') }).describe('The credentials are no longer accepted.'),
  z.object({ how: z.literal('missing'), permission: z.string() }).describe('The credentials lack this permission.'),
  z.object({ how: z.literal('stale') }).describe('Reads show what there was when this was said, and nothing newer.'),
  z
    .object({ how: z.literal('skew'), ms: z.coerce.number().int().default(3_600_000) })
    .describe("The service's clock is so many milliseconds ahead."),
]);
export type How = z.infer<typeof howSchema>;
export type HowName = How['how'];

/** The argument that may follow the name of a fault on a command line. */
export const howArgument: Partial<Record<HowName, string>> = {
  '429': 'retryAfter',
  '500': 'status',
  'after-apply': 'with',
  slow: 'ms',
  'half-page': 'page',
  truncate: 'rows',
  'other-account': 'account',
  missing: 'permission',
  error: 'code',
  cut: 'after',
  malformed: 'row',
  skew: 'ms',
};

export const faultSchema = z.object({
  service: faultTargetSchema,
  /** An AWS action, a procedure of libvirt (`domainGetXmlDesc`), or method and path pattern for the others: `GET /zones/:id/dns_records`. Left out: all. */
  operation: z.string().optional(),
  region: z.string().optional(),
  /** Name or id of a zone. */
  zone: z.string().optional(),
  /** An AWS account. */
  account: z.string().optional(),
  /** Name of a hypervisor host. */
  host: z.string().optional(),
  /** So many calls, then it is over; left out: until healed. */
  times: z.coerce.number().int().min(1).optional(),
  what: howSchema,
});
export type FaultSettings = z.infer<typeof faultSchema>;
