/** One spelling of a host's name or address, an IPv6 address within brackets. undefined: within brackets is no address. */
export function canonicalHost(named: string): string | undefined {
  if (!named.startsWith('[')) return named.toLowerCase();
  return URL.canParse(`http://${named}`) ? new URL(`http://${named}`).hostname : undefined;
}

/** `host`, `host:port` or `[IPv6]:port`. */
const PATTERN = /^(\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9._-]*[a-z0-9])?)(?::(\d{1,5}))?$/i;

/** What is connected to, at the usual port where none is said. `key` tells it from others. */
export function parseHostPort(text: string, usual: number): { host: string; port: number; key: string } | undefined {
  const [, named = '', digits = String(usual)] = PATTERN.exec(text) ?? [];
  const place = canonicalHost(named);
  const port = Number(digits);
  if (!place || port < 1 || port > 65_535) return undefined;
  return { host: place.replace(/^\[|\]$/g, ''), port, key: `${place}:${port}` };
}
