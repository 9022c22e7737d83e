import type { PowerDns } from '../../lab/powerdns.ts';

/** A set as the API shows it. */
export interface Rrset {
  name: string;
  type: string;
  ttl: number;
  records: { content: string; disabled: boolean }[];
  comments: { content: string; account: string; modified_at: number }[];
}

/** What an operator does in PowerDNS, by its API. Names as in DNS: with the final dot. */
export class PowerDnsApi {
  readonly #server: PowerDns;

  constructor(server: PowerDns) {
    this.#server = server;
  }

  /** Replaces a record set. */
  async set(zone: string, name: string, type: string, contents: string[], ttl = 60): Promise<void> {
    const records = contents.map((content) => ({ content, disabled: false }));
    await this.#ask('PATCH', `/zones/${zone}`, { rrsets: [{ name, type, ttl, changetype: 'REPLACE', records }] });
  }

  async remove(zone: string, name: string, type: string): Promise<void> {
    await this.#ask('PATCH', `/zones/${zone}`, { rrsets: [{ name, type, changetype: 'DELETE' }] });
  }

  async deleteZone(zone: string): Promise<void> {
    await this.#ask('DELETE', `/zones/${zone}`);
  }

  /** All of a zone, as it stands there. */
  async rrsets(zone: string): Promise<Rrset[]> {
    const { rrsets } = (await this.#ask('GET', `/zones/${zone}`)) as { rrsets: Rrset[] };
    return rrsets;
  }

  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#server.apiUrl}/api/v1/servers/localhost${path}`, {
      method,
      headers: { 'x-api-key': this.#server.apiKey, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`PowerDNS: ${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
