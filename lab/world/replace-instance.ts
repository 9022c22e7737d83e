import type { Region } from './aws-account.ts';
import type { Instance } from './aws-schema.ts';
import { launchInstance, moveInstance } from './instances.ts';
import { freePrivateIp } from './private-addresses.ts';
import { deregisterTarget, registerTarget } from './targets.ts';
import type { World } from './world.ts';

/**
 * What an auto scaling group does: a successor with the same name, tags and load balancers, and a new id and new
 * addresses. DNS knows nothing of it, and an Elastic IP does not move along: that is for somebody to notice.
 */
export function replaceInstance(world: World, region: Region, old: Instance): Instance {
  const { type, imageId, architecture, platform, availabilityZone, subnetId, vpcId } = old;
  const privateIp = freePrivateIp(world, region, old.privateIp);
  const successor = launchInstance(world, region, {
    type,
    imageId,
    architecture,
    platform,
    availabilityZone,
    subnetId,
    vpcId,
    privateIp,
    givenPublicIp: old.givenPublicIp,
    ipv6: old.ipv6.map(
      (address) => `${address.replace(/[^:]*$/, '')}${world.newHex(4, 'ipv6').replace(/^0+/, '') || '1'}`,
    ),
    keyName: old.keyName,
    securityGroups: old.securityGroups,
    tags: { ...old.tags },
  });
  for (const { id } of region.targetGroups) {
    const group = region.targetGroups.get(id);
    const told = group?.targetType === 'ip' ? old.privateIp : old.id;
    const target = group?.targets.find((one) => one.id === told);
    if (!group || !target) continue;
    registerTarget(world, region, group, group.targetType === 'ip' ? privateIp : successor.id, target.port);
    deregisterTarget(world, region, region.targetGroups.get(id) ?? group, target.id);
  }
  for (const balancer of region.classicLoadBalancers) {
    if (!balancer.instances.some(({ id }) => id === old.id)) continue;
    const others = balancer.instances.filter(({ id }) => id !== old.id);
    const entry = { id: successor.id, state: 'InService' as const, reasonCode: 'N/A' as const, description: 'N/A' };
    region.classicLoadBalancers.set({ ...balancer, instances: [...others, entry] });
  }
  moveInstance(world, region, old.id, 'terminate');
  return successor;
}
