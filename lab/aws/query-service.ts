import { AwsError } from './aws-error.ts';
import type { AwsService } from './aws-service.ts';
import { type XmlObject, xmlElement } from './xml.ts';

/** The AWS Query protocol of the load balancers and of STS: `<member>` lists, a result wrapper, typed errors. */

const refusal = (namespace: string) => (error: AwsError, requestId: string) =>
  xmlElement(
    'ErrorResponse',
    {
      Error: { Type: error.status >= 500 ? 'Receiver' : 'Sender', Code: error.code, Message: error.message },
      RequestId: requestId,
    },
    'member',
    ` xmlns="${namespace}"`,
  );

const answer = (namespace: string) => (operation: string, value: XmlObject, requestId: string) =>
  xmlElement(
    `${operation}Response`,
    { [`${operation}Result`]: value, ResponseMetadata: { RequestId: requestId } },
    'member',
    ` xmlns="${namespace}"`,
  );

const errors: AwsService['errors'] = {
  unknownKey: () => new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403),
  wrongSignature: () =>
    new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      403,
    ),
  unsigned: () => new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403),
  expired: (at) =>
    new AwsError('SignatureDoesNotMatch', `Signature expired: ${at} is not within 15 minutes of now`, 403),
  expiredToken: () => new AwsError('ExpiredToken', 'The security token included in the request is expired', 403),
  forbidden: (permission, userArn) =>
    new AwsError(
      'AccessDenied',
      `User: ${userArn} is not authorized to perform: ${permission} because no identity-based policy allows the ${permission} action`,
      403,
    ),
  // The credentials are unknown to a region that the account has not opted in to: it says no more than that.
  disabledRegion: () =>
    new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403),
  throttled: () => new AwsError('Throttling', 'Rate exceeded', 400),
  internal: (status) =>
    status === 503
      ? new AwsError('ServiceUnavailable', 'Service is unavailable.', 503)
      : new AwsError('InternalFailure', 'An internal error has occurred.', status),
};

export function queryService(
  service: Pick<AwsService, 'name' | 'scope' | 'version' | 'operations'> & { namespace: string },
): AwsService {
  return { ...service, answer: answer(service.namespace), refusal: refusal(service.namespace), errors };
}
