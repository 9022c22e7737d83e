import { hexFrom } from '../world/identity.ts';
import { assumeRole } from './sts/assume-role.ts';
import type { AwsOperation } from './aws-service.ts';
import { queryService } from './query-service.ts';

/** Needs no permission at all: even a key that may do nothing learns whose it is. */
const getCallerIdentity: AwsOperation = {
  name: 'GetCallerIdentity',
  bucket: () => ({ name: 'GetCallerIdentity', size: 600, perSecond: 600 }),
  run: ({ account, key, userArn }) => {
    const [, role, session] = /assumed-role\/([^/]+)\/(.+)$/.exec(userArn) ?? [];
    const id = hexFrom(17, account.id, role ?? key.userName).toUpperCase();
    return { Arn: userArn, UserId: role ? `AROA${id}:${session}` : `AIDA${id}`, Account: account.id };
  },
};

export const sts = queryService({
  name: 'sts',
  scope: 'sts',
  version: '2011-06-15',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  operations: [getCallerIdentity, assumeRole],
});
