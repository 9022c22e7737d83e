import ipaddr from 'ipaddr.js';

/**
 * An IP address in its one spelling, so that addresses from different systems can be compared as text.
 * IPv6 follows RFC 5952, with dotted decimals in IPv4-mapped addresses (its §5).
 * @returns null for what is no address; short, octal and hexadecimal IPv4 forms are none, since resolvers disagree on them
 */
export function canonicalAddress(text: string): string | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return text;
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return null;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? `::ffff:${address.toIPv4Address().toString()}` : address.toRFC5952String();
}
