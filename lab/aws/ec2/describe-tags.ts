import { rowsOf } from '../../faults.ts';
import type { Region } from '../../world/aws-account.ts';
import type { Tags } from '../../world/aws-schema.ts';
import type { AwsOperation } from '../aws-service.ts';
import { describing } from './ec2-buckets.ts';
import { filtersFrom } from './ec2-filters.ts';
import { ec2Page } from './ec2-paging.ts';

interface Tag {
  resourceId: string;
  resourceType: string;
  key: string;
  value: string;
}

export const describeTags: AwsOperation = {
  name: 'DescribeTags',
  permission: 'ec2:DescribeTags',
  bucket: describing('DescribeTags'),
  run({ region, parameters, faults }) {
    const matches = filtersFrom<Tag>(parameters, {
      names: {
        key: ({ key }) => [key],
        'resource-id': ({ resourceId }) => [resourceId],
        'resource-type': ({ resourceType }) => [resourceType],
        value: ({ value }) => [value],
      },
    });
    const tags = [...allTags(region)].filter(matches ?? (() => true));
    const page = ec2Page(rowsOf(tags), parameters, faults);
    return { tagSet: page.rows.map((tag) => ({ ...tag })), nextToken: page.nextToken };
  },
};

function* allTags(region: Region): Generator<Tag> {
  for (const { id, tags } of region.instances) yield* tagsOf(id, 'instance', tags);
  for (const { id, tags } of region.addresses) yield* tagsOf(id, 'elastic-ip', tags);
}

function* tagsOf(resourceId: string, resourceType: string, tags: Tags): Generator<Tag> {
  for (const [key, value] of Object.entries(tags)) yield { resourceId, resourceType, key, value };
}
