import type { AccessKey } from '../world/aws-schema.ts';

/** IAM actions are compared without case; `*` stands for any text (IAM user guide, "Action"). */
export function mayDo({ permissions }: AccessKey, action: string): boolean {
  return permissions.some((permission) => {
    const source = permission.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
    return new RegExp(`^${source}$`, 'i').test(action);
  });
}
