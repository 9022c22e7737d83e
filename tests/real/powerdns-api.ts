import type { PowerDns } from '../../lab/powerdns.ts';

/** What an operator does in PowerDNS, by its API. Names as in DNS: with the final dot. */
export class PowerDnsApi {
  readonly #server: PowerDns;

  constructor(server: PowerDns) {
    this.#server = server;
  }

  /** Replaces a record set. */
  set(zone: string, name: string, type: string, contents: string[], ttl = 60): Promise<void> {
    const records = contents.map((content) => ({ content, disabled: false }));
    return this.#ask('PATCH', `/zones/${zone}`, { rrsets: [{ name, type, ttl, changetype: 'REPLACE', records }] });
  }

  remove(zone: string, name: string, type: string): Promise<void> {
    return this.#ask('PATCH', `/zones/${zone}`, { rrsets: [{ name, type, changetype: 'DELETE' }] });
  }

  deleteZone(zone: string): Promise<void> {
    return this.#ask('DELETE', `/zones/${zone}`);
  }

  async #ask(method: string, path: string, body?: object): Promise<void> {
    const response = await fetch(`${this.#server.apiUrl}/api/v1/servers/localhost${path}`, {
      method,
      headers: { 'x-api-key': this.#server.apiKey, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`PowerDNS: ${method} ${path}: ${response.status} ${await response.text()}`);
  }
}
