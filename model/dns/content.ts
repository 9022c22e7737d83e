import { canonicalAddress } from './canonical-address.ts';
import { canonicalStrings, writtenInAscii } from './character-string.ts';
import { canonicalName } from './name.ts';

type Reading = (content: string) => string;

/** Types whose fields are divided by blanks, and which of them are names. */
const namesAt: Record<string, readonly number[]> = {
  CNAME: [0],
  ALIAS: [0],
  ANAME: [0],
  DNAME: [0],
  NS: [0],
  PTR: [0],
  MX: [1],
  SRV: [3],
  HTTPS: [1],
  SVCB: [1],
  SOA: [0, 1],
};

const withNames =
  (places: readonly number[], write: (name: string) => string): Reading =>
  (content) =>
    content
      .trim()
      .split(/[ \t]+/)
      .map((field, place) => (places.includes(place) ? write(field) : field))
      .join(' ');

/** Digests in hexadecimal may be written in groups, and PowerDNS gives back small letters. */
const inOnePiece =
  (place: number): Reading =>
  (content) => {
    const fields = content.trim().split(/[ \t]+/);
    return [...fields.slice(0, place), fields.slice(place).join('').toLowerCase()].join(' ').trim();
  };

/** The value of a CAA record may stand without quotes (RFC 8659 §4.1.1). */
const quotedValue: Reading = (content) => {
  const [, flags, tag, value] = /^\s*(\S+)[ \t]+(\S+)[ \t]+(.*?)\s*$/s.exec(content) ?? [];
  return value === undefined ? content : `${flags} ${tag} ${canonicalStrings(value)}`;
};

const address: Reading = (content) => canonicalAddress(content.trim()) ?? content.trim();

/** The types whose content can be written in more than one way; the content of any other type is kept as it is. */
const readings: Record<string, Reading> = {
  A: address,
  AAAA: address,
  ...Object.fromEntries(Object.entries(namesAt).map(([type, places]) => [type, withNames(places, canonicalName)])),
  TXT: canonicalStrings,
  SPF: canonicalStrings,
  CAA: quotedValue,
  SSHFP: inOnePiece(2),
  DS: inOnePiece(3),
  TLSA: inOnePiece(3),
  SMIMEA: inOnePiece(3),
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

/** The same as a zone file of ASCII has it, for who takes nothing else: names end in a dot, letters beyond ASCII are bytes (RFC 1035 §5.1). */
export function zoneFileContent(type: string, content: string): string {
  const places = namesAt[type];
  if (places) return withNames(places, absoluteName)(content);
  return type === 'TXT' || type === 'SPF' ? writtenInAscii(content) : content;
}

/** A name with its final dot. */
export const absoluteName = (name: string): string => (/(?<!\\)(?:\\\\)*\.$/.test(name) ? name : `${name}.`);
