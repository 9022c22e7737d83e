import { Agent, buildConnector, request as undiciRequest, type Dispatcher } from 'undici';
import { currentContext } from '../context.ts';
import { REDACTED } from '../redact.ts';
import type { AddressPolicy } from './address-policy.ts';
import { guardedLookup, literalRefusal } from './guarded-lookup.ts';
import { classify, OutgoingError } from './outgoing-error.ts';

export interface OutgoingRequest {
  /** http or https, without user name and password. */
  url: string;
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  body?: string;
  /** For the whole exchange, from the name lookup to the last byte. */
  timeoutMs: number;
  signal?: AbortSignal;
  /** PEM of the only authorities to trust, instead of the usual ones. */
  ca?: string;
  /** Of the answer's body; 16 MiB unless told. */
  maxBytes?: number;
}

export interface OutgoingResponse {
  status: number;
  /** Names in lower case; repeated headers joined by ", ". */
  headers: Record<string, string>;
  body: string;
}

export interface Outgoing {
  /**
   * Any answer is an answer, also a 500 and a redirect (none is followed: its target would be unchecked).
   * @throws OutgoingError; the signal's reason when the caller's signal ended it
   */
  request(options: OutgoingRequest): Promise<OutgoingResponse>;
  close(): Promise<void>;
}

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 30_000;

/** The one way out to the services that people configure by address. */
export function createOutgoing(options: { policy: AddressPolicy; userAgent: string }): Outgoing {
  const agents = new Map<string, Agent>();
  const agentFor = (ca: string | undefined): Agent => {
    const key = ca ?? '';
    const agent = agents.get(key) ?? new Agent({ connect: guardedConnector(options.policy, ca) });
    agents.set(key, agent);
    return agent;
  };
  return {
    async request(asked) {
      const url = checkedUrl(asked.url, options.policy);
      const target = `${asked.method ?? 'GET'} ${url.origin}${url.pathname}`;
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(), asked.timeoutMs);
      const requestId = currentContext()?.requestId;
      try {
        asked.signal?.throwIfAborted();
        const answer = await undiciRequest(url, {
          dispatcher: agentFor(asked.ca),
          method: asked.method ?? 'GET',
          headers: {
            'user-agent': options.userAgent,
            'accept-encoding': 'identity',
            ...asked.headers,
            ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
          },
          body: asked.body,
          // The deadline below covers all of these.
          headersTimeout: 0,
          bodyTimeout: 0,
          signal: asked.signal ? AbortSignal.any([asked.signal, deadline.signal]) : deadline.signal,
        });
        const encoding = answer.headers['content-encoding'] ?? 'identity';
        if (encoding !== 'identity') {
          answer.body.on('error', () => {}).destroy(); // undici tells the stream, too, that it was cut off
          throw new OutgoingError(
            'network',
            `${target}: the answer is encoded as ${encoding}, which was not asked for`,
          );
        }
        const body = await readBody(answer, asked.maxBytes ?? DEFAULT_MAX_BYTES, target);
        return {
          status: answer.statusCode,
          headers: flatHeaders(answer.headers),
          body: forgetful(body, asked.headers),
        };
      } catch (error) {
        if (asked.signal?.aborted) throw asked.signal.reason;
        if (deadline.signal.aborted) {
          throw new OutgoingError('timeout', `${target}: no complete answer in ${asked.timeoutMs} ms`, {
            cause: error,
          });
        }
        throw classify(error, target);
      } finally {
        clearTimeout(timer);
      }
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
      agents.clear();
    },
  };
}

/** Checks what can be known before any connection; node's URL has already turned 0x7f.1 and 2130706433 into 127.0.0.1. */
function checkedUrl(text: string, policy: AddressPolicy): URL {
  if (!URL.canParse(text)) throw new OutgoingError('refused', 'The address is not a URL');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new OutgoingError('refused', `${url.protocol} is neither http: nor https:`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new OutgoingError(
      'refused',
      `The address of ${url.host} holds a user name or password; give credentials in their own settings`,
    );
  }
  const refusal = literalRefusal(policy, url.hostname);
  if (refusal) throw refusal;
  return url;
}

function guardedConnector(policy: AddressPolicy, ca: string | undefined): buildConnector.connector {
  const connect = buildConnector({
    lookup: guardedLookup(policy),
    timeout: CONNECT_TIMEOUT_MS,
    // Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment does not switch it off.
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca }),
  });
  return (options, callback) => {
    const refusal = literalRefusal(policy, options.hostname);
    if (refusal) callback(refusal, null);
    else connect(options, callback);
  };
}

async function readBody(answer: Dispatcher.ResponseData, maxBytes: number, target: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new OutgoingError('too-large', `${target}: the answer is larger than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const CREDENTIALS = /^(proxy-)?authorization$|^cookie$|^x-api-key$/i;
/** Shorter ones are no secrets, and may well stand in an answer by chance. */
const LEAST_SECRET = 8;

/** Some gateways show in their errors what they were asked with. Words of answers are kept and shown: credentials are taken out before anybody reads them. */
function forgetful(body: string, headers: Record<string, string> = {}): string {
  return Object.entries(headers)
    .filter(([name]) => CREDENTIALS.test(name))
    .map(([, value]) => value.replace(/^(Bearer|Basic|token) /i, ''))
    .filter((secret) => secret.length >= LEAST_SECRET)
    .reduce((text, secret) => text.replaceAll(secret, REDACTED), body);
}

function flatHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}
