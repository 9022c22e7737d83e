import { canonicalAddress } from './canonical-address.ts';
import { canonicalStrings } from './character-string.ts';
import { canonicalName } from './name.ts';

type Reading = (content: string) => string;

/** Zone-file content whose fields are divided by blanks; the fields at these places are names. */
const withNamesAt =
  (...places: number[]): Reading =>
  (content) =>
    content
      .trim()
      .split(/[ \t]+/)
      .map((field, place) => (places.includes(place) ? canonicalName(field) : field))
      .join(' ');

const name: Reading = (content) => canonicalName(content.trim());
const address: Reading = (content) => canonicalAddress(content.trim()) ?? content.trim();

/** The types whose content can be written in more than one way; the content of any other type is kept as it is. */
const readings: Record<string, Reading> = {
  A: address,
  AAAA: address,
  CNAME: name,
  ALIAS: name,
  ANAME: name,
  DNAME: name,
  NS: name,
  PTR: name,
  MX: withNamesAt(1),
  SRV: withNamesAt(3),
  HTTPS: withNamesAt(1),
  SVCB: withNamesAt(1),
  SOA: withNamesAt(0, 1),
  TXT: canonicalStrings,
  SPF: canonicalStrings,
};

/**
 * One value of a record set in the spelling that all systems share: canonical addresses, names without the final dot,
 * quoted strings. What cannot be read by its type is kept as the provider said it, since a provider that serves a strange
 * value still serves it.
 */
export function canonicalContent(type: string, content: string): string {
  try {
    return (readings[type] ?? keep)(content);
  } catch {
    return content;
  }
}

const keep: Reading = (content) => content;
