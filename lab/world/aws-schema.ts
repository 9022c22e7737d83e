import { z } from 'zod';

/** AWS as the lab keeps it: field names are the lab's own, the wire formats live in `lab/aws/`. Times are ISO 8601. */

const time = z.iso.datetime();
export const tagsSchema = z.record(z.string(), z.string());
export type Tags = z.infer<typeof tagsSchema>;

export const instanceStates = ['pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped'] as const;
export type InstanceState = (typeof instanceStates)[number];

/** The wire's numbers for the states (EC2 API reference, InstanceState: low byte). */
export const instanceStateCodes: Record<InstanceState, number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export const eventCodes = [
  'instance-reboot',
  'system-reboot',
  'system-maintenance',
  'instance-retirement',
  'instance-stop',
] as const;
export type EventCode = (typeof eventCodes)[number];

/** All but the code may be missing: AWS's own example of a retirement has neither an end nor a deadline. */
export const scheduledEventSchema = z.object({
  id: z.string(),
  code: z.enum(eventCodes),
  description: z.string(),
  notBefore: time.optional(),
  notAfter: time.optional(),
  notBeforeDeadline: time.optional(),
});
export type ScheduledEvent = z.infer<typeof scheduledEventSchema>;

const checkStatus = z.enum(['ok', 'impaired', 'insufficient-data', 'initializing', 'not-applicable']);
export type CheckStatus = z.infer<typeof checkStatus>;

/** A change under way: what it will be, and when (milliseconds since the epoch). */
const becoming = <T extends z.ZodType>(what: T) => z.object({ to: what, at: z.number() }).optional();

export const instanceSchema = z.object({
  id: z.string().regex(/^i-[0-9a-f]{8,17}$/),
  reservationId: z.string(),
  type: z.string(),
  imageId: z.string(),
  architecture: z.enum(['x86_64', 'arm64']).default('x86_64'),
  platform: z.literal('windows').optional(),
  lifecycle: z.literal('spot').optional(),
  rootDevice: z.enum(['ebs', 'instance-store']).default('ebs'),
  state: z.enum(instanceStates),
  stateReason: z.object({ code: z.string(), message: z.string() }).optional(),
  /** «User initiated (2026-03-05 07:11:00 GMT)», as the console shows it. */
  transitionReason: z.string().default(''),
  becoming: becoming(z.enum([...instanceStates, 'forgotten'])),
  launchTime: time,
  availabilityZone: z.string(),
  subnetId: z.string(),
  vpcId: z.string(),
  privateIp: z.ipv4().optional(),
  /** Assigned by AWS for as long as the instance runs; an Elastic IP stands in the addresses instead. */
  publicIp: z.ipv4().optional(),
  /** Whether the subnet gives it a public address at each start. */
  givenPublicIp: z.boolean().default(false),
  ipv6: z.array(z.ipv6()).default([]),
  keyName: z.string().optional(),
  securityGroups: z.array(z.object({ id: z.string(), name: z.string() })).default([]),
  tags: tagsSchema.default({}),
  checks: z
    .object({ system: checkStatus, instance: checkStatus, ebs: checkStatus, impairedSince: time.optional() })
    .default({ system: 'ok', instance: 'ok', ebs: 'ok' }),
  events: z.array(scheduledEventSchema).default([]),
});
export type Instance = z.infer<typeof instanceSchema>;

export const addressSchema = z.object({
  id: z.string().regex(/^eipalloc-[0-9a-f]+$/),
  publicIp: z.ipv4(),
  association: z
    .object({ id: z.string(), instanceId: z.string().optional(), networkInterfaceId: z.string(), privateIp: z.ipv4() })
    .optional(),
  tags: tagsSchema.default({}),
});
export type Address = z.infer<typeof addressSchema>;

export const targetStates = ['initial', 'healthy', 'unhealthy', 'unused', 'draining', 'unavailable'] as const;
export type TargetState = (typeof targetStates)[number];

export const targetSchema = z.object({
  /** Instance id, address, Lambda ARN or load balancer ARN, as the group's target type says. */
  id: z.string(),
  port: z.number().int().optional(),
  availabilityZone: z.string().optional(),
  state: z.enum(targetStates),
  reason: z.string().optional(),
  description: z.string().optional(),
  becoming: becoming(z.enum(['healthy', 'gone'])),
});
export type Target = z.infer<typeof targetSchema>;

export const targetGroupSchema = z.object({
  id: z.string().startsWith('arn:'),
  name: z.string().max(32),
  protocol: z.enum(['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP']).optional(),
  port: z.number().int().optional(),
  vpcId: z.string().optional(),
  targetType: z.enum(['instance', 'ip', 'lambda', 'alb']),
  healthCheckPath: z.string().optional(),
  healthCheckEnabled: z.boolean().default(true),
  loadBalancerArns: z.array(z.string()).default([]),
  targets: z.array(targetSchema).default([]),
  tags: tagsSchema.default({}),
});
export type TargetGroup = z.infer<typeof targetGroupSchema>;

export const loadBalancerSchema = z.object({
  id: z.string().startsWith('arn:'),
  name: z.string().max(32),
  type: z.enum(['application', 'network', 'gateway']),
  scheme: z.enum(['internet-facing', 'internal']),
  dnsName: z.string(),
  hostedZoneId: z.string(),
  vpcId: z.string(),
  state: z.enum(['active', 'provisioning', 'active_impaired', 'failed']).default('active'),
  createdAt: time,
  ipAddressType: z.enum(['ipv4', 'dualstack']).default('ipv4'),
  /** Fixed addresses only on network load balancers; an application load balancer's change without notice. */
  zones: z.array(
    z.object({
      name: z.string(),
      subnetId: z.string(),
      addresses: z
        .array(
          z.object({
            ip: z.ipv4().optional(),
            allocationId: z.string().optional(),
            privateIp: z.ipv4().optional(),
            ipv6: z.ipv6().optional(),
          }),
        )
        .default([]),
    }),
  ),
  securityGroups: z.array(z.string()).default([]),
  listeners: z
    .array(
      z.object({
        id: z.string().startsWith('arn:'),
        port: z.number().int(),
        protocol: z.enum(['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP']),
        targetGroupArn: z.string(),
        certificateArn: z.string().optional(),
      }),
    )
    .default([]),
  tags: tagsSchema.default({}),
});
export type LoadBalancer = z.infer<typeof loadBalancerSchema>;

export const classicLoadBalancerSchema = z.object({
  /** Classic load balancers have no ARN of their own: the name is the identity, per account and region. */
  id: z.string().max(32),
  dnsName: z.string(),
  hostedZoneId: z.string(),
  scheme: z.enum(['internet-facing', 'internal']),
  vpcId: z.string(),
  createdAt: time,
  zones: z.array(z.string()),
  subnets: z.array(z.string()),
  securityGroups: z.array(z.string()).default([]),
  listeners: z.array(
    z.object({
      protocol: z.enum(['HTTP', 'HTTPS', 'TCP', 'SSL']),
      port: z.number().int(),
      instanceProtocol: z.enum(['HTTP', 'HTTPS', 'TCP', 'SSL']),
      instancePort: z.number().int(),
      certificateArn: z.string().optional(),
    }),
  ),
  healthCheckTarget: z.string(),
  instances: z.array(
    z.object({
      id: z.string(),
      state: z.enum(['InService', 'OutOfService', 'Unknown']),
      reasonCode: z.enum(['ELB', 'Instance', 'N/A']).default('N/A'),
      description: z.string().default('N/A'),
    }),
  ),
  tags: tagsSchema.default({}),
});
export type ClassicLoadBalancer = z.infer<typeof classicLoadBalancerSchema>;

export const accessKeySchema = z.object({
  accessKeyId: z.string().regex(/^A(KI|SI)A[A-Z0-9]{12,}$/),
  secretAccessKey: z.string().min(1),
  userName: z.string(),
  /** IAM actions, `*` allowed at the end: `ec2:Describe*`. */
  permissions: z.array(z.string()).default(['*']),
  /** Temporary credentials of an assumed role: worth nothing without the token, nor after their time. */
  session: z.object({ arn: z.string(), token: z.string(), expiresAt: z.number() }).optional(),
});
export type AccessKey = z.infer<typeof accessKeySchema>;

/** A role that others may assume: those of the trusted accounts, with the external id where one is asked for. */
export const roleSchema = z.object({
  name: z.string(),
  permissions: z.array(z.string()).default(['*']),
  trusts: z.array(z.string()),
  externalId: z.string().optional(),
});
export type Role = z.infer<typeof roleSchema>;

/** `gone` are generated rows that somebody has removed (lab/load.ts). */
const stored = <T extends z.ZodType>(item: T) =>
  z
    .object({ items: z.array(item).default([]), gone: z.array(z.string()).default([]) })
    .default({ items: [], gone: [] });

export const regionStateSchema = z.object({
  instances: stored(instanceSchema),
  addresses: stored(addressSchema),
  loadBalancers: stored(loadBalancerSchema),
  targetGroups: stored(targetGroupSchema),
  classicLoadBalancers: stored(classicLoadBalancerSchema),
});

export const awsAccountSchema = z.object({
  id: z.string().regex(/^\d{12}$/),
  alias: z.string(),
  keys: z.array(accessKeySchema),
  roles: z.array(roleSchema).default([]),
  /** Regions that need opting in and have it. */
  optedIn: z.array(z.string()).default([]),
  regions: z.record(z.string(), regionStateSchema).default({}),
});
export type AwsAccountSnapshot = z.infer<typeof awsAccountSchema>;
