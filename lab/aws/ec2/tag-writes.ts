import type { Region } from '../../world/aws-account.ts';
import type { Tags } from '../../world/aws-schema.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsCall, AwsOperation } from '../aws-service.ts';
import { mutating } from './ec2-buckets.ts';
import { instancesById } from './ec2-ids.ts';
import { unknownAllocation } from './describe-addresses.ts';

export const tagWrites: readonly AwsOperation[] = [
  {
    name: 'CreateTags',
    writes: true,
    permission: 'ec2:CreateTags',
    bucket: mutating('CreateTags'),
    run: (call) => changeTags(call, (tags, wanted) => ({ ...tags, ...wanted })),
  },
  {
    name: 'DeleteTags',
    writes: true,
    permission: 'ec2:DeleteTags',
    bucket: mutating('DeleteTags'),
    run: (call) =>
      changeTags(call, (tags, unwanted) =>
        Object.fromEntries(Object.entries(tags).filter(([key]) => !(key in unwanted))),
      ),
  },
];

function changeTags({ world, region, parameters }: AwsCall, change: (tags: Tags, named: Tags) => Tags) {
  const named: Tags = {};
  for (const tag of parameters.structures('Tag')) named[tag.text('Key') ?? ''] = tag.text('Value') ?? '';
  for (const id of parameters.list('ResourceId')) retag(region, id, (tags) => change(tags, named));
  world.changed();
  return { return: true };
}

function retag(region: Region, id: string, change: (tags: Tags) => Tags): void {
  if (id.startsWith('eipalloc-')) {
    const address = region.addresses.get(id);
    if (!address) throw unknownAllocation(id);
    region.addresses.set({ ...address, tags: change(address.tags) });
    return;
  }
  if (!id.startsWith('i-')) throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
  for (const instance of instancesById(region, [id])) {
    region.instances.set({ ...instance, tags: change(instance.tags) });
  }
}
