import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ActiveFaults, ListingDied } from '../faults.ts';
import { connectionHolds, readBody, send } from '../http-answer.ts';
import type { LabContext } from '../lab-context.ts';
import { settle } from '../world/settle.ts';
import { AwsError } from './aws-error.ts';
import type { AwsOperation, AwsService } from './aws-service.ts';
import { type Caller, callerOf } from './caller.ts';
import { ec2 } from './ec2-service.ts';
import { elb } from './elb-service.ts';
import { elbv2 } from './elbv2-service.ts';
import { mayDo } from './permissions.ts';
import { QueryParameters } from './query-parameters.ts';
import { parseSignature } from './signature.ts';
import { sts } from './sts-service.ts';
import { TokenBuckets } from '../token-bucket.ts';
import type { XmlObject } from './xml.ts';

const services: readonly AwsService[] = [ec2, elbv2, elb, sts];

/** All of AWS behind one address: the credential scope says which service and region a request is for. */
export class AwsEndpoint {
  readonly #lab: LabContext;
  #buckets: TokenBuckets;

  constructor(lab: LabContext) {
    this.#lab = lab;
    this.#buckets = new TokenBuckets(lab.world.clock);
  }

  /** Full buckets again, as after a pause of some seconds. */
  refill(): void {
    this.#buckets = new TokenBuckets(this.#lab.world.clock);
  }

  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const body = await readBody(request);
    const form = request.method === 'POST' ? new URLSearchParams(body.toString('utf8')) : url.searchParams;
    const parameters = new QueryParameters(form);
    const operationName = parameters.text('Action') ?? '';
    const given = parseSignature(request.headers.authorization ?? '');
    const service = serviceFor(given?.service, parameters.text('Version'), operationName);
    const known = given && this.#lab.world.accessKey(given.accessKeyId);
    const where = given?.region;
    const faults = this.#lab.faults.aimedAt({
      service: service.name,
      operation: operationName,
      region: where,
      account: known?.account.id,
    });
    const logged = {
      at: Date.now(),
      service: service.name,
      operation: operationName,
      where,
      parameters: Object.fromEntries(form),
    };
    if (!(await connectionHolds(request, faults))) return this.#lab.requests.add({ ...logged, status: 0 });

    const requestId = randomUUID();
    const signed = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
    };
    const { status, text, retryAfter } = this.#answer(service, operationName, requestId, faults, () => {
      const caller = callerOf(service, this.#lab.world, faults, given, signed);
      return this.#perform(service, operationName, caller, parameters, faults);
    });
    this.#lab.requests.add({ ...logged, status });
    const headers: Record<string, string> = { 'x-amzn-requestid': requestId };
    if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
    send(response, { status, contentType: 'text/xml;charset=UTF-8', body: text, headers }, faults);
  }

  #answer(service: AwsService, operation: string, requestId: string, faults: ActiveFaults, perform: () => XmlObject) {
    try {
      const failing = faults.feel('500');
      if (failing) throw service.errors.internal(failing.status);
      if (faults.feel('429')) throw service.errors.throttled();
      return { status: 200, text: service.answer(operation, perform(), requestId), retryAfter: undefined };
    } catch (error) {
      const refused = error instanceof ListingDied ? service.errors.internal(500) : error;
      if (!(refused instanceof AwsError)) throw error;
      const retryAfter = faults.feel('429')?.retryAfter;
      return { status: refused.status, text: service.refusal(refused, requestId), retryAfter };
    }
  }

  #perform(
    service: AwsService,
    operationName: string,
    { account, key, userArn, regionName }: Caller,
    parameters: QueryParameters,
    faults: ActiveFaults,
  ): XmlObject {
    const operation = service.operations.find(({ name }) => name === operationName);
    if (!operation) {
      throw new AwsError('InvalidAction', `The action ${operationName} is not valid for this web service.`, 400);
    }
    this.#throttle(service, operation, `${account.id}/${regionName}`, parameters);
    const { permission } = operation;
    if (permission && (!mayDo(key, permission) || faults.missing(permission))) {
      throw service.errors.forbidden(permission, userArn);
    }
    if (parameters.flag('DryRun')) {
      throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    }
    settle(this.#lab.world, account.region(regionName));
    const world = faults.worldFor(this.#lab.world, operation.writes ?? false);
    const seen = world === this.#lab.world ? account : (world.accounts.get(account.id) ?? account);
    return operation.run({ world, account: seen, key, userArn, region: seen.region(regionName), parameters, faults });
  }

  #throttle(service: AwsService, operation: AwsOperation, owner: string, parameters: QueryParameters): void {
    if (!this.#buckets.take(`${owner}/${service.name}`, operation.bucket(parameters))) throw service.errors.throttled();
  }
}

/** By credential scope and version; unsigned requests by whoever knows the action, so that somebody can refuse them. */
function serviceFor(scope: string | undefined, version: string | undefined, operation: string): AwsService {
  return (
    services.find((service) => service.scope === scope && service.version === version) ??
    services.find((service) => service.scope === scope) ??
    services.find(({ operations }) => operations.some(({ name }) => name === operation)) ??
    ec2
  );
}
