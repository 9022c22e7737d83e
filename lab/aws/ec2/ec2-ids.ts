import type { Region } from '../../world/aws-account.ts';
import type { Instance } from '../../world/aws-schema.ts';
import { AwsError } from '../aws-error.ts';

/**
 * The instances with these ids, or the errors that EC2 gives for a malformed and for an unknown one. An empty list of
 * ids is no list at all: EC2 then describes everything (EC2 developer guide, "Pagination": common issues).
 */
export function instancesById(region: Region, ids: readonly string[]): Instance[] {
  const malformed = ids.filter((id) => !/^i-[0-9a-f]{8}([0-9a-f]{9})?$/.test(id));
  if (malformed.length > 0) {
    throw new AwsError('InvalidInstanceID.Malformed', `Invalid id: "${malformed[0]}"`);
  }
  const found = ids.map((id) => region.instances.get(id));
  const missing = ids.filter((_, index) => found[index] === undefined);
  if (missing.length === 1) {
    throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${missing[0]}' does not exist`);
  }
  if (missing.length > 1) {
    throw new AwsError('InvalidInstanceID.NotFound', `The instance IDs '${missing.join(', ')}' do not exist`);
  }
  return found.filter((instance) => instance !== undefined);
}
