import { z } from 'zod';
import { address } from './address.ts';
import { systemCard } from './system.ts';

export const aws = systemCard({
  name: 'aws',
  label: 'Amazon Web Services',
  about:
    'EC2 instances, their status and scheduled events, Elastic IPs, load balancers and target groups of one account.',
  settings: z.strictObject({
    accessKeyId: z.string().min(1).max(200).describe('Access key id of a user that may only read.'),
    secretAccessKey: z.string().min(1).max(400).describe('Secret access key.'),
    roleArn: z.string().startsWith('arn:').optional().describe('Role to assume, to reach another account.'),
    externalId: z.string().max(200).optional().describe('External id that the role asks for.'),
    regions: z
      .array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as eu-west-1'))
      .min(1)
      .optional()
      .describe('Only these regions; empty means every region that is enabled.'),
    endpoint: address.optional().describe('Another endpoint that speaks the same API.'),
  }),
  secrets: ['secretAccessKey'],
  provides: ['instances', 'maintenance_events', 'addresses', 'load_balancers', 'target_groups'],
  interval: 60,
});
