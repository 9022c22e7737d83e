import { describe, expect, it } from 'vitest';
import { OutgoingError } from '../../../runtime/http/outgoing-error.ts';
import { SystemError } from '../errors.ts';
import { awsFailure } from './aws-failure.ts';
import { operations } from './operations.ts';

const sdkError = (name: string, status: number | undefined, more: object = {}) =>
  Object.assign(new Error('its words'), { name, $metadata: { httpStatusCode: status }, ...more });
const failure = (error: unknown) => awsFailure(error, operations.describeInstances, 'eu-west-1');

describe('awsFailure', () => {
  it.each([
    ['RequestLimitExceeded', 503, { type: 'rate-limited', retryAfter: undefined }],
    ['Throttling', 400, { type: 'rate-limited' }],
    ['Anything', 429, { type: 'rate-limited' }],
    ['UnauthorizedOperation', 403, { type: 'auth', needs: 'ec2:DescribeInstances' }],
    ['AccessDenied', 403, { type: 'auth', needs: 'ec2:DescribeInstances' }],
    ['AuthFailure', 401, { type: 'auth', needs: undefined }],
    ['ExpiredToken', 403, { type: 'auth', needs: undefined }],
    ['OptInRequired', 401, { type: 'auth', needs: undefined }],
    ['SomethingNew', 403, { type: 'auth', needs: undefined }],
    ['InternalError', 500, { type: 'transient' }],
    ['Unknown', 502, { type: 'transient' }],
    ['InvalidParameterValue', 400, { type: 'permanent' }],
    // The SDK's own complaint about a body that it cannot read.
    ['TypeError', 200, { type: 'malformed' }],
  ])('%s with %i', (name, status, wanted) => {
    expect(failure(sdkError(name, status))).toMatchObject(wanted);
  });

  it('leaves out what the SDK tells its programmers', () => {
    const hint =
      'aborted\n  Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.';
    const error = Object.assign(sdkError('Error', 200, { code: 'ECONNRESET' }), { message: hint });
    expect(failure(error).message).toBe('ec2 DescribeInstances in eu-west-1: aborted');
  });

  it('knows the code where the SDK has its own name for the error', () => {
    const error = sdkError('AccessPointNotFoundException', 400, { Code: 'LoadBalancerNotFound' });
    expect(failure(error)).toMatchObject({ type: 'permanent', code: 'LoadBalancerNotFound' });
    expect(failure(sdkError('SomeDenial', 403, { Code: 'AccessDenied' }))).toMatchObject({
      needs: 'ec2:DescribeInstances',
    });
  });

  it('passes on what the provider asks to wait', () => {
    const error = sdkError('Throttling', 400, { $response: { headers: { 'retry-after': '9' } } });
    expect(failure(error)).toMatchObject({ type: 'rate-limited', retryAfter: 9 });
  });

  it.each([
    [sdkError('TimeoutError', undefined), 'transient'],
    [sdkError('TimeoutError', undefined, { code: 'ECONNRESET' }), 'transient'],
    [sdkError('Error', 200, { code: 'ECONNRESET' }), 'transient'],
    [sdkError('Error', undefined, { code: 'CERT_HAS_EXPIRED' }), 'permanent'],
    [sdkError('Error', undefined, { code: 'ENOTFOUND' }), 'transient'],
    [new OutgoingError('refused', 'not there'), 'permanent'],
  ])('calls %s %s', (error, type) => {
    expect(failure(error)).toMatchObject({ type });
  });

  it('hands on what is in the engine’s terms already, and nothing of the SDK’s error', () => {
    const own = new SystemError('auth', 'the role', { needs: 'sts:AssumeRole' });
    expect(failure(own)).toBe(own);
    const error = sdkError('InternalError', 500, { $response: { headers: { 'x-secret': 'hunter2' } } });
    expect(failure(error).cause).toBeUndefined();
  });
});
