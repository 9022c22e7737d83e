import { AwsError } from './aws-error.ts';
import type { AwsService } from './aws-service.ts';
import { describeAddresses } from './ec2/describe-addresses.ts';
import { describeInstanceStatus } from './ec2/describe-instance-status.ts';
import { describeInstances } from './ec2/describe-instances.ts';
import { describeNetworkInterfaces } from './ec2/describe-network-interfaces.ts';
import { describeRegions } from './ec2/describe-regions.ts';
import { describeTags } from './ec2/describe-tags.ts';
import { addressWrites } from './ec2/address-writes.ts';
import { instanceWrites } from './ec2/instance-writes.ts';
import { tagWrites } from './ec2/tag-writes.ts';
import { xmlElement } from './xml.ts';

/** The EC2 query protocol: `<item>` lists, no result wrapper, a plural `<Errors>` (EC2 API reference, "Query requests"). */
export const ec2: AwsService = {
  name: 'ec2',
  scope: 'ec2',
  version: '2016-11-15',
  operations: [
    describeRegions,
    describeInstances,
    describeInstanceStatus,
    describeAddresses,
    describeNetworkInterfaces,
    describeTags,
    ...instanceWrites,
    ...addressWrites,
    ...tagWrites,
  ],
  answer: (operation, value, requestId) =>
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    xmlElement(
      `${operation}Response`,
      { requestId, ...value },
      'item',
      ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"',
    ),
  refusal: (error, requestId) =>
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    xmlElement(
      'Response',
      { Errors: { Error: { Code: error.code, Message: error.message } }, RequestID: requestId },
      'item',
    ),
  errors: {
    unknownKey: notValidated,
    wrongSignature: notValidated,
    unsigned: () => new AwsError('MissingParameter', 'The request must contain the parameter AWSAccessKeyId', 400),
    expired: () => new AwsError('RequestExpired', 'Request has expired.', 400),
    expiredToken: () => new AwsError('RequestExpired', 'Request has expired.', 400),
    forbidden: (permission, userArn) =>
      new AwsError(
        'UnauthorizedOperation',
        `You are not authorized to perform this operation. User: ${userArn} is not authorized to perform: ${permission} because no identity-based policy allows the ${permission} action`,
        403,
      ),
    disabledRegion: notValidated,
    throttled: () => new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503),
    internal: (status) =>
      status === 503
        ? new AwsError('Unavailable', "The server is overloaded and can't handle the request.", 503)
        : new AwsError('InternalError', 'An internal error has occurred', status),
  },
};

function notValidated(): AwsError {
  return new AwsError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
}
