/** What libvirt's test driver reads as a host (`test:///path`), with so many domains that are defined and do not run. */
export function nodeOfDomains(count: number): string {
  const domains = Array.from({ length: count }, (_, at) => domainXml(at));
  return `<node>\n${domains.join('\n')}\n</node>\n`;
}

function domainXml(at: number): string {
  const number = at.toString(16).padStart(12, '0');
  const mac = `52:54:00:${number.slice(-6).replace(/(..)(..)(..)/, '$1:$2:$3')}`;
  return `<domain type="test">
  <name>vm-${at + 1}</name><uuid>5eed0000-0000-4000-8000-${number}</uuid>
  <memory unit="MiB">${512 + (at % 8) * 512}</memory><vcpu>${1 + (at % 4)}</vcpu>
  <os><type arch="x86_64">hvm</type></os>
  <devices>
    <disk type="file" device="disk"><source file="/images/vm-${at + 1}.qcow2"/><target dev="vda" bus="virtio"/></disk>
    <interface type="network"><mac address="${mac}"/><source network="default"/><model type="virtio"/></interface>
  </devices>
</domain>`;
}
