import { hexFrom } from '../world/identity.ts';
import type { AwsOperation } from './aws-service.ts';
import { queryService } from './query-service.ts';

/** Needs no permission at all: even a key that may do nothing learns whose it is. */
const getCallerIdentity: AwsOperation = {
  name: 'GetCallerIdentity',
  bucket: () => ({ name: 'GetCallerIdentity', size: 600, perSecond: 600 }),
  run: ({ account, key }) => ({
    Arn: `arn:aws:iam::${account.id}:user/${key.userName}`,
    UserId: `AIDA${hexFrom(17, account.id, key.userName).toUpperCase()}`,
    Account: account.id,
  }),
};

export const sts = queryService({
  name: 'sts',
  scope: 'sts',
  version: '2011-06-15',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  operations: [getCallerIdentity],
});
