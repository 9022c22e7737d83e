import type { ActiveFaults } from '../faults.ts';
import { AwsAccount } from '../world/aws-account.ts';
import type { AccessKey } from '../world/aws-schema.ts';
import { regionFact } from '../world/regions.ts';
import type { World } from '../world/world.ts';
import { AwsError } from './aws-error.ts';
import type { AwsService } from './aws-service.ts';
import { type Signature, type SignedRequest, signatureHolds, signedAt } from './signature.ts';

export interface Caller {
  account: AwsAccount;
  key: AccessKey;
  userArn: string;
  regionName: string;
}

const quarterOfAnHour = 15 * 60_000;
/** EC2 allows five minutes, the others fifteen. */
const mostSkew = (service: AwsService) => (service.name === 'ec2' ? quarterOfAnHour / 3 : quarterOfAnHour);

/**
 * Who is asking, and where, after everything that is checked before permissions are.
 * @throws AwsError in the words of the service
 */
export function callerOf(
  service: AwsService,
  world: World,
  faults: ActiveFaults,
  given: Signature | undefined,
  request: SignedRequest,
): Caller {
  const { errors } = service;
  if (!given) throw request.headers.authorization ? incompleteSignature() : errors.unsigned();
  checkTime(service, faults, request);
  const known = world.accessKey(given.accessKeyId);
  if (!known || faults.feel('revoke')) throw errors.unknownKey();
  const { session } = known.key;
  if (session && request.headers['x-amz-security-token'] !== session.token) throw errors.unknownKey();
  if (session && session.expiresAt < world.clock.now()) throw errors.expiredToken();
  if (!signatureHolds(request, given, known.key.secretAccessKey)) throw errors.wrongSignature();
  checkRegion(service, given.region, String(request.headers.host ?? ''));
  const account = switchedAccount(world, faults) ?? known.account;
  // STS and DescribeRegions work from any region the account has; one it has not does not know its credentials.
  if (!account.hasRegion(given.region)) throw errors.disabledRegion();
  const userArn = session?.arn ?? `arn:aws:iam::${account.id}:user/${known.key.userName}`;
  return { account, key: known.key, userArn, regionName: given.region };
}

const incompleteSignature = () =>
  new AwsError('IncompleteSignature', 'The request signature does not conform to AWS standards.', 400);

/** By the real time, which is what a client signs with, however far the lab's own clock has been moved. */
function checkTime(service: AwsService, faults: ActiveFaults, request: SignedRequest): void {
  const at = signedAt(request.headers);
  if (!at) throw incompleteSignature();
  const now = Date.now() + (faults.feel('skew')?.ms ?? 0);
  if (Math.abs(now - at.getTime()) > mostSkew(service)) {
    throw service.errors.expired(String(request.headers['x-amz-date']));
  }
}

function checkRegion(service: AwsService, region: string, host: string): void {
  const named = /^[a-z0-9]+\.([a-z]{2}-[a-z]+-\d)\.amazonaws\.com$/.exec(host)?.[1];
  if (!regionFact(region)) throw service.errors.wrongSignature();
  if (named !== undefined && named !== region) {
    throw new AwsError('SignatureDoesNotMatch', `Credential should be scoped to a valid region, not '${region}'.`, 403);
  }
}

/** What the credentials belong to now, if somebody was told to hand them to another account: it may be an empty one. */
function switchedAccount(world: World, faults: ActiveFaults): AwsAccount | undefined {
  const switched = faults.feel('other-account');
  if (!switched) return undefined;
  const id = switched.account ?? '999988887777';
  return (
    world.accounts.get(id) ??
    new AwsAccount({ id, alias: 'somebody-else', keys: [], roles: [], optedIn: [], regions: {} })
  );
}
