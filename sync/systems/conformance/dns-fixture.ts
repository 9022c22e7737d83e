/**
 * Record sets that can be written in more than one way, as each DNS provider gives them, with what the model shall hold:
 * the same for all of them.
 */
export const zoneName = 'xn--bcher-kva.example';
export const zoneUnicodeName = 'bücher.example';

export interface FixtureSet {
  name: string;
  unicodeName: string | null;
  type: string;
  contents: string[];
  /** Record by record; `content` and `name` as this provider writes them. */
  cloudflare: { name?: string; content: string; priority?: number; data?: Record<string, unknown> }[];
  /** Absolute names, contents as in a zone file. */
  powerdns: { name?: string; contents: string[] };
}

const below = (label: string) => (label === '' ? zoneName : `${label}.${zoneName}`);
const unicode = (label: string) => (label === '' ? zoneUnicodeName : `${label}.${zoneUnicodeName}`);

function set(
  label: string,
  type: string,
  contents: string[],
  given: { unicodeLabel?: string; cloudflare?: FixtureSet['cloudflare']; powerdns?: FixtureSet['powerdns'] } = {},
): FixtureSet {
  return {
    name: below(label),
    unicodeName: unicode(given.unicodeLabel ?? label),
    type,
    contents,
    cloudflare: given.cloudflare ?? contents.map((content) => ({ content })),
    powerdns: given.powerdns ?? { contents },
  };
}

const hundred = Array.from({ length: 100 }, (_, index) => `198.51.100.${index}`);

export const fixture: FixtureSet[] = [
  set('', 'A', hundred.toSorted()),
  set('*', 'A', ['192.0.2.7']),
  set('www', 'AAAA', ['2001:db8::1', '2001:db8::1:0:0:1'], {
    cloudflare: [
      { content: '2001:DB8:0:0:1::1', name: `WWW.${zoneName}` },
      { content: '2001:0db8::0001', name: `WWW.${zoneName}` },
    ],
    powerdns: { contents: ['2001:DB8:0:0:1::1', '2001:0db8::0001'] },
  }),
  set('xn--mnchen-3ya', 'CNAME', [below('www')], {
    unicodeLabel: 'münchen',
    cloudflare: [{ content: `WWW.${zoneName}`, name: `münchen.${zoneUnicodeName}` }],
    powerdns: { contents: [`WWW.${zoneName}.`] },
  }),
  set('_dmarc', 'TXT', ['"v=DMARC1; p=reject"'], { cloudflare: [{ content: 'v=DMARC1; p=reject' }] }),
  set('text', 'TXT', ['"grün \\"quoted\\" back\\\\slash"', '"one" "two"'], {
    cloudflare: [{ content: '"one"  "two"' }, { content: 'grün "quoted" back\\slash' }],
    powerdns: { contents: ['"one" "two"', '"gr\\195\\188n \\"quoted\\" back\\\\slash"'] },
  }),
  set('', 'MX', ['10 mail.example.com', '20 mail.example.net'], {
    cloudflare: [
      { content: 'mail.example.net', priority: 20 },
      { content: 'Mail.example.com', priority: 10 },
    ],
    powerdns: { contents: ['20 mail.example.net.', '10 Mail.example.com.'] },
  }),
  set('_sip._tcp', 'SRV', ['10 5 5060 sip.example.com'], {
    cloudflare: [
      {
        content: '5\t5060\tsip.example.com',
        priority: 10,
        data: { priority: 10, weight: 5, port: 5060, target: 'sip.example.com' },
      },
    ],
    powerdns: { contents: ['10 5 5060 sip.example.com.'] },
  }),
  set('', 'CAA', ['0 issue "ca.example"'], {
    cloudflare: [{ content: '0 issue "ca.example"', data: { flags: 0, tag: 'issue', value: 'ca.example' } }],
  }),
];
