import type { ActiveFaults } from '../faults.ts';
import type { FaultService } from '../fault-kinds.ts';
import type { AwsAccount, Region } from '../world/aws-account.ts';
import type { AccessKey } from '../world/aws-schema.ts';
import type { World } from '../world/world.ts';
import type { AwsError } from './aws-error.ts';
import type { QueryParameters } from './query-parameters.ts';
import type { Bucket } from '../token-bucket.ts';
import type { XmlObject } from './xml.ts';

/** One request, after signature, permission and throttling. */
export interface AwsCall {
  world: World;
  account: AwsAccount;
  key: AccessKey;
  /** Who is asking, as errors and STS name it. */
  userArn: string;
  region: Region;
  parameters: QueryParameters;
  faults: ActiveFaults;
}

export interface AwsOperation {
  name: string;
  /** Whether it changes anything: such calls never see a stale world. */
  writes?: boolean;
  /** The IAM action; left out where none is needed (`sts:GetCallerIdentity`). */
  permission?: string;
  bucket(parameters: QueryParameters): Bucket;
  /** @throws AwsError */
  run(call: AwsCall): XmlObject;
}

/** How a service words what every service has to say; the codes differ between them, and clients tell them apart. */
export interface AwsService {
  name: FaultService;
  /** The service in the credential scope, and the version in the query, tell which one is meant. */
  scope: string;
  version: string;
  operations: readonly AwsOperation[];
  answer(operation: string, value: XmlObject, requestId: string): string;
  refusal(error: AwsError, requestId: string): string;
  errors: {
    unknownKey(): AwsError;
    wrongSignature(): AwsError;
    unsigned(): AwsError;
    expired(signedAt: string): AwsError;
    expiredToken(): AwsError;
    forbidden(permission: string, userArn: string): AwsError;
    disabledRegion(): AwsError;
    throttled(): AwsError;
    internal(status: number): AwsError;
  };
}
