import type { VirtualNetwork } from '../../world/hypervisor-schema.ts';
import { element } from './element.ts';

export function networkXml(network: VirtualNetwork): string {
  const { name, id, forward, bridge, domain, address, prefix, dhcp } = network;
  return `${element('network', {}, [
    element('name', {}, name),
    element('uuid', {}, id),
    forward !== 'none' && element('forward', { mode: forward }),
    element('bridge', forward === 'bridge' ? { name: bridge } : { name: bridge, stp: 'on', delay: 0 }),
    domain !== undefined && element('domain', { name: domain }),
    address !== undefined &&
      element('ip', { address, netmask: netmask(prefix) }, [
        dhcp && element('dhcp', {}, [element('range', { start: dhcp.first, end: dhcp.last })]),
      ]),
  ])}\n`;
}

function netmask(prefix: number): string {
  const bits = (0xffffffff << (32 - prefix)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join('.');
}
