import { z } from 'zod';
import { refusedByAll } from '../plans/refused-set.ts';
import { address } from './address.ts';
import { nameServers } from './name-server.ts';
import { systemCard } from './system.ts';

/** The server takes 2 MB (webserver-max-bodysize): 5,000 ordinary sets, and fewer of large ones. */
const BYTES_AN_OPERATION = 360;

export const powerdns = systemCard({
  name: 'powerdns',
  label: 'PowerDNS',
  about: 'Zones and record sets of one PowerDNS authoritative server.',
  settings: z.strictObject({
    url: address.describe('Address of the server’s API, such as http://10.0.0.5:8081.'),
    apiKey: z.string().min(1).max(400).describe('The server’s api-key.'),
    serverId: z.string().min(1).default('localhost').describe('The server’s id in its API; nearly always localhost.'),
    zones: z.array(z.string().min(1)).min(1).optional().describe('Only these zones; empty means all.'),
    nameServers: nameServers.describe(
      'Asked by DNS what they serve after a write, such as 10.0.0.5 or 10.0.0.5:5300; empty means that nobody is asked.',
    ),
  }),
  secrets: ['apiKey'],
  provides: ['zones', 'record_sets'],
  writes: {
    steps: ['dns.write-record-sets'],
    operations: ({ after }) =>
      after === null ? 1 : Math.max(1, Math.ceil(JSON.stringify(after.values).length / BYTES_AN_OPERATION)),
    mostOperations: () => 5000,
    refuses(set) {
      if (set.ttl === null) return 'PowerDNS has no automatic TTL: give one';
      if (set.proxied) return 'PowerDNS proxies nothing';
      if (set.tags.length > 0) return 'PowerDNS keeps no tags';
      // Lua records are run by the name server with its rights (PowerDNS docs, "LUA records").
      if (set.type === 'LUA')
        return 'LUA records are programs that the name server runs: write them on its own machine';
      return refusedByAll(set);
    },
  },
  interval: 60,
});
