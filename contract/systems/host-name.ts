/** One spelling of a host's name or address, an IPv6 address within brackets. undefined: within brackets is no address. */
export function canonicalHost(named: string): string | undefined {
  if (!named.startsWith('[')) return named.toLowerCase();
  return URL.canParse(`http://${named}`) ? new URL(`http://${named}`).hostname : undefined;
}
