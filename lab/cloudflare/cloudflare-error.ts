export interface ErrorEntry {
  code: number;
  message: string;
  error_chain?: ErrorEntry[];
}

/** An answer with `success: false`. Codes have changed over the years: clients go by status and by sets of codes. */
export class CloudflareError extends Error {
  readonly status: number;
  readonly errors: ErrorEntry[];
  readonly retryAfter: number | undefined;

  constructor(status: number, errors: ErrorEntry[], retryAfter?: number) {
    super(errors.map(({ code, message }) => `${message} (${code})`).join('; '));
    this.status = status;
    this.errors = errors;
    this.retryAfter = retryAfter;
  }
}

const sameName =
  'For more details, refer to <https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/>.';
const refused = (code: number, message: string) => new CloudflareError(400, [{ code, message }]);

/** Every refusal of the stand-in, by what is wrong; texts as found in issues of the tools that met them. */
export const refusals = {
  noCredentials: () =>
    new CloudflareError(400, [{ code: 9106, message: 'Missing X-Auth-Key, X-Auth-Email or Authorization headers' }]),
  malformedToken: () =>
    new CloudflareError(400, [
      {
        code: 6003,
        message: 'Invalid request headers',
        error_chain: [{ code: 6111, message: 'Invalid format for Authorization header' }],
      },
    ]),
  invalidToken: () => new CloudflareError(401, [{ code: 1000, message: 'Invalid API Token' }]),
  refusedToken: () => new CloudflareError(403, [{ code: 9109, message: 'Invalid access token' }]),
  forbidden: () => new CloudflareError(403, [{ code: 10000, message: 'Authentication error' }]),
  forbiddenResource: () =>
    new CloudflareError(403, [{ code: 9109, message: 'Unauthorized to access requested resource' }]),
  noRoute: (path: string) =>
    new CloudflareError(404, [
      { code: 7003, message: `Could not route to ${path}, perhaps your object identifier is invalid?` },
      { code: 7000, message: 'No route for that URI' },
    ]),
  unknownZone: () => new CloudflareError(404, [{ code: 1001, message: 'Invalid zone identifier' }]),
  unknownRecord: () => new CloudflareError(404, [{ code: 81044, message: 'Record does not exist.' }]),
  rateLimited: (retryAfter?: number) =>
    new CloudflareError(
      429,
      [{ code: 971, message: 'Please wait and consider throttling your request speed' }],
      retryAfter,
    ),
  internal: (status = 500) =>
    new CloudflareError(status, [{ code: 10001, message: 'An internal error has occurred.' }]),
  malformedBody: () => refused(9207, 'Request body is invalid.'),
  invalid: (chain: ErrorEntry) =>
    new CloudflareError(400, [{ code: 1004, message: 'DNS Validation Error', error_chain: [chain] }]),
  name: () => refused(9000, 'DNS name is invalid.'),
  proxied: () => refused(9004, 'This record type cannot be proxied.'),
  contentA: () => refused(9005, 'Content for A record must be a valid IPv4 address.'),
  contentAAAA: () => refused(9006, 'Content for AAAA record must be a valid IPv6 address.'),
  contentHost: (type: string) => refused(9007, `Content for ${type} record is invalid.`),
  ttl: (least: number) => refused(9021, `Invalid TTL. Must be between ${least} and 86400 seconds, or 1 for Automatic.`),
  comment: (most: number) => refused(9313, `DNS record comment exceeds the maximum length of ${most} characters.`),
  tags: (had: number, most: number) =>
    refusals.invalid({ code: 9300, message: `DNS record has ${had} tags, exceeding the quota of ${most}.` }),
  quota: () => refused(81045, 'Record quota exceeded.'),
  hostTaken: () => refused(81053, `An A, AAAA, or CNAME record with that host already exists. ${sameName}`),
  hostIsAlias: () => refused(81054, `A CNAME record with that host already exists. ${sameName}`),
  nameServers: () => refused(81056, `NS records with that host already exist. ${sameName}`),
  exists: () => refused(81057, 'Record already exists.'),
  purge: () =>
    refused(1012, 'Request must contain one of "purge_everything" or "files" or "tags" or "hosts" or "prefixes".'),
  purgeSize: (by: string, most: number) => refused(1094, `Unable to purge: "${by}" names 1 to ${most}.`),
  identical: () => refused(81058, 'An identical record already exists.'),
} as const;
