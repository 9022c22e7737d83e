import { describe, expect, it } from 'vitest';
import { cloudflareFailure } from './cloudflare-failure.ts';

const failure = (status: number, json: unknown, headers: Record<string, string> = {}) =>
  cloudflareFailure({ sentAt: new Date(), status, headers, json, text: '' }, 'GET /zones', 'Zone Read');
const refused = (code: number, message = 'no') => ({ success: false, errors: [{ code, message }], result: null });

describe('cloudflareFailure', () => {
  it.each([
    [429, refused(971), { 'retry-after': '7' }, { type: 'rate-limited', retryAfter: 7 }],
    [429, undefined, {}, { type: 'rate-limited', retryAfter: undefined }],
    [200, refused(10100), {}, { type: 'rate-limited' }],
    [400, refused(9106, 'Missing headers'), {}, { type: 'auth', needs: undefined }],
    [403, refused(9109, 'Invalid access token'), {}, { type: 'auth', needs: undefined }],
    [401, refused(1000, 'Invalid API Token'), {}, { type: 'auth', needs: undefined }],
    [403, refused(9109, 'Unauthorized to access requested resource'), {}, { type: 'auth', needs: 'Zone Read' }],
    [403, refused(10000, 'Authentication error'), {}, { type: 'auth', needs: 'Zone Read' }],
    [403, undefined, {}, { type: 'auth', needs: 'Zone Read' }],
    [404, refused(1001, 'Invalid zone identifier'), {}, { type: 'permanent' }],
    [400, refused(7003), {}, { type: 'permanent' }],
    [400, refused(81058, 'An identical record already exists.'), {}, { type: 'permanent' }],
    [408, undefined, {}, { type: 'transient' }],
    [500, refused(10001), {}, { type: 'transient' }],
    [520, undefined, {}, { type: 'transient' }],
    // A refusal that calls itself 200: taken for an empty list by whoever does not look.
    [200, refused(10001), {}, { type: 'transient' }],
    [200, refused(10000), {}, { type: 'auth', needs: 'Zone Read' }],
    [200, undefined, {}, { type: 'malformed' }],
    [200, { success: true }, {}, { type: 'malformed' }],
    [200, [], {}, { type: 'malformed' }],
  ])('%i %j', (status, json, headers, wanted) => {
    expect(failure(status, json, headers)).toMatchObject(wanted);
  });

  it('reads the cause inside of an error, and keeps the words', () => {
    const json = {
      success: false,
      errors: [
        { code: 6003, message: 'Invalid request headers', error_chain: [{ code: 6111, message: 'Invalid format' }] },
      ],
    };
    const found = failure(400, json);
    expect(found).toMatchObject({ type: 'auth', needs: undefined });
    expect(found.message).toBe('GET /zones: Invalid request headers (6003); Invalid format (6111)');
  });
});
