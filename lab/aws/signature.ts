import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Signature version 4 (AWS General Reference, "Authenticating Requests"), from the receiving side. */

export interface SignedRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export interface Signature {
  accessKeyId: string;
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
}

const scheme =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;

export function parseSignature(authorization: string): Signature | undefined {
  const match = scheme.exec(authorization.trim());
  if (!match) return undefined;
  const [, accessKeyId, date, region, service, signedHeaders, signature] = match as unknown as string[];
  if (!accessKeyId || !date || !region || !service || !signedHeaders || !signature) return undefined;
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

/** When the request says that it was signed; undefined when it does not say so in the form AWS asks for. */
export function signedAt(headers: SignedRequest['headers']): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(first(headers['x-amz-date']) ?? '');
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

export function signatureHolds(request: SignedRequest, given: Signature, secretAccessKey: string): boolean {
  const wanted = Buffer.from(sign(request, given, secretAccessKey), 'hex');
  const had = Buffer.from(given.signature, 'hex');
  return wanted.length === had.length && timingSafeEqual(wanted, had);
}

function sign(request: SignedRequest, { date, region, service, signedHeaders }: Signature, secret: string): string {
  const headers = signedHeaders.map(
    (name) => `${name}:${(first(request.headers[name]) ?? '').trim().replace(/\s+/g, ' ')}\n`,
  );
  const canonical = [
    request.method,
    request.path
      .split('/')
      .map((part) => encode(decodeURIComponent(part)))
      .join('/'),
    [...request.query]
      .map(([key, value]) => `${encode(key)}=${encode(value)}`)
      .toSorted()
      .join('&'),
    headers.join(''),
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', first(request.headers['x-amz-date']) ?? '', scope, sha256(canonical)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (last, part) => hmac(last, part),
    `AWS4${secret}`,
  );
  return hmac(key, text).toString('hex');
}

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
// RFC 3986 leaves fewer characters alone than encodeURIComponent does, and the signature covers the difference.
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
