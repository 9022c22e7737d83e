/** A record's value as the API takes it: `content`, or for structured types `data`, of which the API makes the content. */
export interface RecordBody {
  content?: string;
  priority?: number;
  data?: Record<string, unknown>;
}

type Writing = (fields: readonly string[], content: string) => RecordBody | undefined;

/** Fields of a value, by place; `n` numbers, `t` text. What is left at the end belongs to the last one: digests and keys may stand in pieces. */
const structured =
  (...names: readonly (readonly [name: string, kind: 'n' | 't'])[]): Writing =>
  (fields) => {
    if (fields.length < names.length) return undefined;
    const values = names.map(([name, kind], place) => {
      const text = place === names.length - 1 ? fields.slice(place).join('') : fields[place]!;
      return [name, kind === 'n' ? Number(text) : text] as const;
    });
    if (values.some(([, value]) => Number.isNaN(value))) return undefined;
    return { data: Object.fromEntries(values) };
  };

/** Parameters stay as they are written: they have quotes of their own. */
const service: Writing = (fields, content) => {
  const [, priority, target, value = ''] = /^(\d+)\s+(\S+)\s*(.*)$/s.exec(content) ?? [];
  return priority === undefined ? undefined : { data: { priority: Number(priority), target, value } };
};

/** The names of fields are those of the API reference ("Create DNS Record", a shape a type). */
const writings: Record<string, Writing> = {
  MX: ([priority, content]) =>
    content === undefined || Number.isNaN(Number(priority)) ? undefined : { priority: Number(priority), content },
  SRV: structured(['priority', 'n'], ['weight', 'n'], ['port', 'n'], ['target', 't']),
  URI: ([priority, weight, target]) =>
    target === undefined ? undefined : { priority: Number(priority), data: { weight: Number(weight), target } },
  CAA: structured(['flags', 'n'], ['tag', 't'], ['value', 't']),
  DS: structured(['key_tag', 'n'], ['algorithm', 'n'], ['digest_type', 'n'], ['digest', 't']),
  DNSKEY: structured(['flags', 'n'], ['protocol', 'n'], ['algorithm', 'n'], ['public_key', 't']),
  SSHFP: structured(['algorithm', 'n'], ['type', 'n'], ['fingerprint', 't']),
  TLSA: structured(['usage', 'n'], ['selector', 'n'], ['matching_type', 'n'], ['certificate', 't']),
  SMIMEA: structured(['usage', 'n'], ['selector', 'n'], ['matching_type', 'n'], ['certificate', 't']),
  CERT: structured(['type', 'n'], ['key_tag', 'n'], ['algorithm', 'n'], ['certificate', 't']),
  NAPTR: structured(
    ['order', 'n'],
    ['preference', 'n'],
    ['flags', 't'],
    ['service', 't'],
    ['regex', 't'],
    ['replacement', 't'],
  ),
  HTTPS: service,
  SVCB: service,
  LOC: (fields) => location(fields),
};

/** One value of a set, from the spelling of zone files. What cannot be taken apart is sent as it is, for the provider to judge. */
export function recordBody(type: string, content: string): RecordBody {
  return writings[type]?.(fieldsOf(content), content) ?? { content };
}

/** Divided by blanks; quoted ones without their quotes (RFC 1035 §5.1). */
function fieldsOf(content: string): string[] {
  return [...content.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/gsu)].map(
    ([, quoted, plain]) => quoted?.replace(/\\(.)/gsu, '$1') ?? plain ?? '',
  );
}

/** `51 30 12.0 N 0 7 39.0 W 0.00m 1.00m 10000.00m 10.00m` (RFC 1876 §3); minutes, seconds and what follows the altitude may be left out. */
function location(fields: readonly string[]): RecordBody | undefined {
  const place = `${fields.join(' ')} `;
  const degrees = String.raw`(\d+) (?:(\d+) )?(?:([\d.]+) )?`;
  const metres = String.raw`(-?[\d.]+)m? `;
  const found = new RegExp(
    `^${degrees}([NS]) ${degrees}([EW]) ${metres}(?:${metres})?(?:${metres})?(?:${metres})?$`,
  ).exec(place);
  if (!found) return undefined;
  const [, lat, latM, latS, ns, long, longM, longS, ew, altitude, size, horizontal, vertical] = found;
  const number = (text: string | undefined, otherwise = 0) => (text === undefined ? otherwise : Number(text));
  return {
    data: {
      lat_degrees: number(lat),
      lat_minutes: number(latM),
      lat_seconds: number(latS),
      lat_direction: ns,
      long_degrees: number(long),
      long_minutes: number(longM),
      long_seconds: number(longS),
      long_direction: ew,
      altitude: number(altitude),
      size: number(size, 1),
      precision_horz: number(horizontal, 10_000),
      precision_vert: number(vertical, 10),
    },
  };
}
