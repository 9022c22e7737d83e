/**
 * The limit of a flip: what a provider takes for it, zone after zone, from a client that reads a zone, writes its changes at once and reads it again. It
 * asks nobody, keeps no record, and believes what it is told. In a process of its own, as a worker is. BARE_FLIP: an order.
 */
export interface BareFlip {
  system: 'cloudflare' | 'powerdns';
  url: string;
  zones: { key: string; headers: Record<string, string> }[];
  /** Contents, of which each becomes the one below it. */
  from: string[];
  to: string[];
}

interface CloudflareRecord {
  id: string;
  content: string;
}
interface Rrset {
  name: string;
  type: string;
  ttl: number;
  records: { content: string; disabled: boolean }[];
}

const order = JSON.parse(process.env['BARE_FLIP']!) as BareFlip;
const becomes = new Map(order.from.map((content, at) => [content, order.to[at]!]));

type Ask = <T>(method: string, path: string, body?: object) => Promise<T>;

const asking =
  (headers: Record<string, string>): Ask =>
  async <T>(method: string, path: string, body?: object) => {
    const response = await fetch(order.url + path, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };

async function cloudflareZone(zone: string, ask: Ask): Promise<void> {
  const read = () => ask<{ result: CloudflareRecord[] }>('GET', `/zones/${zone}/dns_records?per_page=5000`);
  const { result } = await read();
  const patches = result.flatMap(({ id, content }) => {
    const after = becomes.get(content);
    return after === undefined ? [] : [{ id, content: after }];
  });
  await ask('POST', `/zones/${zone}/dns_records/batch`, { patches });
  await read();
}

async function powerDnsZone(zone: string, ask: Ask): Promise<void> {
  const path = `/api/v1/servers/localhost/zones/${zone}`;
  const { rrsets } = await ask<{ rrsets: Rrset[] }>('GET', path);
  const changed = rrsets
    .filter(({ records }) => records.some(({ content }) => becomes.has(content)))
    .map(({ name, type, ttl, records }) => ({
      name,
      type,
      ttl,
      changetype: 'REPLACE',
      records: records.map(({ content, disabled }) => ({ content: becomes.get(content) ?? content, disabled })),
    }));
  await ask('PATCH', path, { rrsets: changed });
  await ask('GET', path);
}

const flip = order.system === 'cloudflare' ? cloudflareZone : powerDnsZone;
const began = performance.now();
for (const { key, headers } of order.zones) await flip(key, asking(headers));
console.log(performance.now() - began);
