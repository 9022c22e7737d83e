import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';

/** Whether the hop at an address is a proxy of ours; `n` counts from the nearest. As express compiles it from "trust proxy". */
export type Trust = (address: string, n: number) => boolean;

/** What is known of the client through the proxies that are trusted; what others claim counts for nothing. */
export interface Origin {
  address: string;
  secure: boolean;
  /** Name by which the client reached the outermost trusted proxy. */
  host: string | undefined;
}

const first = (value: string | string[] | undefined) =>
  (Array.isArray(value) ? value[0] : value)?.split(',')[0]?.trim();

export function originOf(req: IncomingMessage, trust: Trust): Origin {
  const nearest = req.socket.remoteAddress ?? '';
  const encrypted = (req.socket as Partial<TLSSocket>).encrypted === true;
  const { host } = req.headers;
  if (req.headers['x-forwarded-for'] === undefined && req.headers['x-forwarded-proto'] === undefined)
    return { address: nearest, secure: encrypted, host };
  const trusted = trust(nearest, 0);
  return {
    address: clientAddress(req, nearest, trust),
    secure: trusted ? first(req.headers['x-forwarded-proto']) === 'https' || encrypted : encrypted,
    host: (trusted && first(req.headers['x-forwarded-host'])) || host,
  };
}

/** The first address from the near end that is no proxy of ours. */
function clientAddress(req: IncomingMessage, nearest: string, trust: Trust): string {
  const told = String(req.headers['x-forwarded-for'] ?? '').split(',');
  const hops = [
    nearest,
    ...told
      .map((hop) => hop.trim())
      .filter(Boolean)
      .toReversed(),
  ];
  const end = hops.findIndex((hop, n) => n === hops.length - 1 || !trust(hop, n));
  return hops[end]!;
}
