import { isIPv4 } from 'node:net';
import { canonicalAddress } from '../../model/dns/canonical-address.ts';
import { canonicalName } from '../../model/dns/name.ts';

/** What is wrong with a field; null where nothing is. */
type Field = (field: string) => string | null;

const upTo =
  (most: number): Field =>
  (field) =>
    /^(0|[1-9]\d*)$/.test(field) && Number(field) <= most ? null : `${field} is no number from 0 to ${most}`;
const [byte, twoBytes] = [upTo(255), upTo(65_535)];
const tag: Field = (field) => (/^[a-z\d]+$/i.test(field) ? null : `${field} is no tag`);
const hex: Field = (field) => (/^([a-f\d]{2})+$/i.test(field.replaceAll(/\s/g, '')) ? null : 'not in hexadecimal');
const any: Field = () => null;

export const wrongName: Field = (name) => {
  try {
    canonicalName(name.trim());
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};

interface Shape {
  /** The last one is all that is left. */
  fields: readonly Field[];
  says: string;
}
const serviceBinding: Shape = {
  fields: [twoBytes, wrongName],
  says: 'a priority, a name and parameters, such as 1 . alpn=h2',
};
const certificate: Shape = {
  fields: [byte, byte, byte, hex],
  says: 'usage, selector, matching type and what is matched in hexadecimal',
};

/** Types whose fields are divided by blanks (RFC 1035, 2782, 3403, 4034, 4255, 6698, 7553, 8659, 9460). */
const SHAPES: Record<string, Shape> = {
  MX: { fields: [twoBytes, wrongName], says: 'a preference and a name, such as 10 mail.example.com' },
  SRV: {
    fields: [twoBytes, twoBytes, twoBytes, wrongName],
    says: 'priority, weight, port and name, such as 10 5 5060 sip.example.com',
  },
  CAA: { fields: [byte, tag, any], says: 'flags, tag and value, such as 0 issue "letsencrypt.org"' },
  URI: { fields: [twoBytes, twoBytes, any], says: 'priority, weight and target, such as 10 1 "https://example.com/"' },
  NAPTR: {
    fields: [twoBytes, twoBytes, any, any, any, any],
    says: 'order, preference, flags, service, pattern and replacement, such as 100 10 "u" "E2U+sip" "!^.*$!sip:a@example.com!" .',
  },
  DS: { fields: [twoBytes, byte, byte, hex], says: 'key tag, algorithm, digest type and digest in hexadecimal' },
  SSHFP: { fields: [byte, byte, hex], says: 'algorithm, type and fingerprint in hexadecimal' },
  TLSA: certificate,
  SMIMEA: certificate,
};
/** Their parameters may be left out. */
const WITH_PARAMETERS: Record<string, Shape> = { HTTPS: serviceBinding, SVCB: serviceBinding };

const NAMES = new Set(['CNAME', 'ALIAS', 'NS', 'PTR', 'DNAME']);

/** What is wrong with a value of a type of which more is known than that it is text; null where nothing is. */
export function wrongContent(type: string, content: string): string | null {
  const text = content.trim();
  if (type === 'A') return isIPv4(text) ? null : 'not an IPv4 address';
  // One with a zone id (fe80::1%eth0) means something on one machine alone.
  if (type === 'AAAA') return text.includes(':') && canonicalAddress(text) !== null ? null : 'not an IPv6 address';
  if (NAMES.has(type)) return wrongName(text);
  const open = WITH_PARAMETERS[type];
  const shape = open ?? SHAPES[type];
  return shape ? wrongIn(shape, text.split(/[ \t]+/), open !== undefined) : null;
}

function wrongIn({ fields, says }: Shape, given: readonly string[], open: boolean): string | null {
  if (given.length < fields.length) return says;
  const last = open ? given[fields.length - 1]! : given.slice(fields.length - 1).join(' ');
  const wrong = [...given.slice(0, fields.length - 1), last].map((field, place) => fields[place]!(field));
  const first = wrong.find((words) => words !== null);
  return first === undefined ? null : `${first}: ${says}`;
}
