import { dnsOutside } from '../faults/dns-outside.ts';
import type { Outside } from '../faults/plan-panel.ts';
import { apexAndWildcard, cloudflareZone, type FlipZone, flipZone, PROBED } from './flip-zones.ts';

/** One outside for all flips: a cluster a story, with zones of its own that lead to the same load balancer. */

const STORIES = ['several', 'mixed', 'running', 'canary', 'lowered'] as const;
export type Story = (typeof STORIES)[number];

const powerDnsZones = [
  flipZone('one.several.example', 8),
  flipZone('two.several.example', 5),
  flipZone('three.several.example', 1),
  flipZone('four.several.example', 2, apexAndWildcard('four.several.example')),
  flipZone('none.several.example', 0),
  flipZone('one.mixed.example', 2),
  flipZone('two.mixed.example', 1),
  ...Array.from({ length: 10 }, (_, at) => flipZone(`${at}.running.example`, 2)),
  flipZone('one.canary.example', 2),
  flipZone('two.canary.example', 2),
  flipZone('one.lowered.example', 3),
  flipZone('two.lowered.example', 1),
];
export const cloudflareZones = [cloudflareZone('three.mixed.example'), cloudflareZone('four.mixed.example')];

export const zonesOf = (story: Story): FlipZone[] =>
  powerDnsZones.filter(({ name }) => name.endsWith(`.${story}.example`));

const outside = dnsOutside([...powerDnsZones, ...cloudflareZones], 0, [PROBED]);

export const flipEstate: Outside = {
  world: () => outside.world(),
  estate(at) {
    const { sources = [] } = outside.estate(at);
    return {
      clusters: [
        { name: 'machines', rules: [{ kind: 'instances', name: '*' }] },
        ...STORIES.map((story) => ({
          name: story,
          stage: 'production' as const,
          rules: [{ zone: `*.${story}.example` }],
        })),
      ],
      sources: sources.map((source) =>
        source.system === 'powerdns'
          ? { ...source, settings: { ...source.settings, nameServers: [`127.0.0.1:${at.powerdns!.dnsPort}`] } }
          : source,
      ),
    };
  },
};
