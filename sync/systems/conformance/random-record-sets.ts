import type { RecordSetImage, ValueImage } from '../../../contract/plans/record-set-image.ts';

/** Numbers that follow from a seed (mulberry32), so that what fails once fails again. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)]!;
  }
}

/** What a provider can keep. */
export interface Keeps {
  types: readonly string[];
  automaticTtl: boolean;
  proxied: boolean;
  tags: boolean;
  /** Records of a set differ. */
  own: boolean;
  disabled: boolean;
  /** Comments of several lines. */
  lines: boolean;
}

const words = ['moved by hand', 'für den Umzug', 'do not touch', '#4711 "quoted"'];
const texts = ['"v=spf1 -all"', '"grün 💡"', '"one" "two"', '"say \\"hi\\" \\\\"', '"plain; text"', '""'];

const value: Record<string, (random: Random, number: number) => string> = {
  A: (random, number) => `198.51.${100 + number}.${random.below(250) + 1}`,
  AAAA: (random, number) => `2001:db8::${number + 1}:${(random.below(60_000) + 1).toString(16)}`,
  CNAME: (random) => `target-${random.below(50)}.example.net`,
  MX: (random, number) => `${10 * (number + 1)} mail-${random.below(9)}.example.net`,
  TXT: (random, number) => (number < texts.length ? texts[number]! : `"text ${number} ${random.below(9)}"`),
  SRV: (random, number) => `${number} ${random.below(9)} 5060 sip-${random.below(9)}.example.net`,
  CAA: (random, number) => `0 ${random.one(['issue', 'issuewild'])} "ca-${number}.example"`,
  // PowerDNS takes no quotes that are not needed.
  HTTPS: (random, number) => `${number + 1} svc-${random.below(9)}.example.net alpn=h2,h3 port=8443`,
  SSHFP: (random, number) => `4 2 ${(number + 1).toString(16).padStart(4, '0').repeat(16)}`,
  NAPTR: (random, number) => `${number + 1} 10 "S" "SIP+D2U" "" _sip-${random.below(9)}._udp.example.net.`,
  LOC: (_, number) => `${number + 1} 30 12 N 0 7 39 W 0 1 10000 10`,
  URI: (random, number) => `${number + 1} 1 "https://example.net/${random.below(9)} x"`,
};

const PROXIABLE = ['A', 'AAAA', 'CNAME'];

export function randomContents(random: Random, type: string): string[] {
  const count = type === 'CNAME' ? 1 : 1 + random.below(random.chance(0.2) ? 8 : 3);
  return Array.from({ length: count }, (_, number) => value[type]!(random, number));
}

export function randomFields(random: Random, type: string, keeps: Keeps) {
  const proxied = keeps.proxied ? PROXIABLE.includes(type) && random.chance(0.3) : null;
  const comment = random.chance(0.5) ? null : random.one(words);
  return {
    ttl: proxied || (keeps.automaticTtl && random.chance(0.3)) ? null : random.one([60, 300, 301, 3600]),
    proxied,
    comment: comment !== null && keeps.lines && random.chance(0.5) ? `${comment}\nand more` : comment,
    tags: keeps.tags ? ['team:web', 'env:prod', 'plain'].filter(() => random.chance(0.3)) : [],
  };
}

export function randomSet(random: Random, name: string, type: string, keeps: Keeps): RecordSetImage {
  const fields = randomFields(random, type, keeps);
  const differ = keeps.own && random.chance(0.4);
  const values = randomContents(random, type).map((content): ValueImage => ({
    content,
    ref: null,
    ...(keeps.disabled && random.chance(0.15) ? { disabled: true } : {}),
    ...(differ ? { own: randomFields(random, type, keeps) } : {}),
  }));
  return { name, type, ...fields, values };
}

/** Types that share one name: one CNAME, or some of the others. */
export function randomTypes(random: Random, keeps: Keeps): string[] {
  if (random.chance(0.2)) return ['CNAME'];
  const others = keeps.types.filter((type) => type !== 'CNAME');
  return [...new Set(Array.from({ length: 1 + random.below(3) }, () => random.one(others)))];
}
