import { completeName } from '../../lab/cloudflare/record-rules.ts';
import { ZoneDraft } from '../../lab/cloudflare/zone-draft.ts';
import type { Lab } from '../../lab/start.ts';
import type { RecordType } from '../../lab/world/cloudflare-schema.ts';
import { type ZoneOfTest, zoneKey } from './dns-outside.ts';
import type { PowerDns } from './plan-panel.ts';

/** All that a provider keeps of each set but what changes by writing (ids, times, serials), a line a record: what an undo brings back is equal to it. */
export type ZoneSets = Record<string, string[]>;

interface Rrset {
  name: string;
  type: string;
  ttl: number;
  records: { content: string; disabled: boolean }[];
  comments: { content: string; account: string; modified_at: number }[];
}

/** A zone as somebody else sees and writes it, past the panel and the lab's log of requests. */
export class OutsideZone {
  readonly zone: ZoneOfTest;
  readonly #lab: Lab;
  readonly #powerdns: PowerDns;

  constructor(zone: ZoneOfTest, { lab, powerdns }: { lab: Lab; powerdns: PowerDns }) {
    this.zone = zone;
    this.#lab = lab;
    this.#powerdns = powerdns;
  }

  async sets(): Promise<ZoneSets> {
    return this.zone.at === 'cloudflare' ? this.#recordsByName() : this.#rrsets();
  }

  /** Makes or replaces a set; no values take it away. */
  async write(name: string, type: RecordType, values: readonly string[], ttl = 77): Promise<void> {
    if (this.zone.at === 'powerdns') return this.#patch(name, type, values, ttl);
    const zone = this.#lab.world.zoneNamed(this.zone.name)!;
    const draft = new ZoneDraft(this.#lab.world, zone);
    const full = completeName(zone, name);
    for (const record of zone.records) if (record.name === full && record.type === type) draft.delete(record.id);
    for (const content of values) draft.create({ name: full, type, content, ttl });
    draft.commit();
  }

  #recordsByName(): ZoneSets {
    const sets: ZoneSets = {};
    for (const { name, type, content, ttl, proxied, comment, tags, settings } of this.#lab.world.zoneNamed(
      this.zone.name,
    )!.records)
      (sets[`${name} ${type}`] ??= []).push(JSON.stringify([content, ttl, proxied, comment, tags, settings]));
    return settled(sets);
  }

  async #rrsets(): Promise<ZoneSets> {
    const { rrsets } = (await this.#ask('GET')) as { rrsets: Rrset[] };
    return settled(
      Object.fromEntries(
        rrsets
          .filter(({ type }) => type !== 'SOA')
          .map(({ name, type, ttl, records, comments }) => [
            `${name.replace(/\.$/, '')} ${type}`,
            [
              ...records.map(({ content, disabled }) => JSON.stringify([content, ttl, disabled])),
              ...comments.map(({ content, account }) => JSON.stringify(['comment', content, account])),
            ],
          ]),
      ),
    );
  }

  async #patch(name: string, type: string, values: readonly string[], ttl: number): Promise<void> {
    const full = name === '@' ? `${this.zone.name}.` : `${name}.${this.zone.name}.`;
    const records = values.map((content) => ({ content, disabled: false }));
    const change = values.length
      ? { name: full, type, ttl, changetype: 'REPLACE', records }
      : { name: full, type, changetype: 'DELETE' };
    await this.#lab.powerdnsWrites.do(() => this.#ask('PATCH', { rrsets: [change] }));
  }

  async #ask(method: string, body?: object): Promise<unknown> {
    const { apiUrl, apiKey } = this.#powerdns!;
    const response = await fetch(`${apiUrl}/api/v1/servers/localhost/zones/${zoneKey(this.zone)}`, {
      method,
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`PowerDNS: ${method}: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }
}

const settled = (sets: ZoneSets): ZoneSets =>
  Object.fromEntries(
    Object.entries(sets)
      .map(([name, lines]) => [name, lines.toSorted()] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
