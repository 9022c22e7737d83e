import type { z } from 'zod';
import { aws as card } from '../../../contract/systems/aws.ts';
import { guardedAgents } from '../../../runtime/http/guarded-agents.ts';
import { SystemError } from '../errors.ts';
import { reasonOf } from '../read-rows.ts';
import type { PulledSource, PullTools } from '../system.ts';
import { assumedRole, type AwsCredentials } from './assumed-role.ts';
import { awsFailure, AwsFailure, isClockCorrected, notItsXml } from './aws-failure.ts';
import type { AwsOperation } from './operations.ts';
import { loadSdk, type SdkClient, type SdkModule } from './sdk.ts';

export type AwsSettings = z.output<typeof card.settings>;

export interface Answer<T> {
  /** When the request was sent. */
  sentAt: Date;
  said: T;
}

/** One source's way to AWS for the time of one pull. */
export interface AwsConnection {
  settings: AwsSettings;
  /** The region that is asked for what is the same everywhere. */
  home: string;
  /**
   * One call in its turn, repeated a few times when the provider throttles or stumbles.
   * @throws SystemError; the signal's reason when that ended it
   */
  call<S extends z.ZodType>(
    operation: AwsOperation,
    region: string,
    input: object,
    answer: S,
  ): Promise<Answer<z.output<S>>>;
  close(): void;
}

export interface AwsTimeouts {
  connectMs: number;
  /** From the first byte sent to the last one read. */
  requestMs: number;
  /** Without a byte in either direction. */
  idleMs: number;
}
const usualTimeouts: AwsTimeouts = { connectMs: 5_000, requestMs: 30_000, idleMs: 20_000 };

/** Reads are repeated, so a stumble of the provider does not cost a whole region; nothing here writes. */
const ATTEMPTS = 4;
/** A provider that asks for more is left alone until the next pull. */
const LONGEST_PAUSE_S = 20;

export function connectAws(
  source: PulledSource,
  tools: PullTools,
  signal: AbortSignal,
  timeouts: AwsTimeouts = usualTimeouts,
): AwsConnection {
  const settings = readSettings(source);
  const home = homeOf(settings.regions?.[0]);
  const { httpAgent, httpsAgent } = guardedAgents({ policy: tools.policy });
  const own: AwsCredentials = { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey };
  const clients = new Map<string, Promise<{ client: SdkClient; commands: SdkModule['commands'] }>>();

  const clientOf = (operation: AwsOperation, region: string, credentials: unknown, as: string) => {
    const key = `${as}/${operation.api}/${region}`;
    const found =
      clients.get(key) ??
      loadSdk(operation.api).then(({ Client, commands }) => ({
        client: new Client({
          region,
          credentials,
          ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
          // The SDK would repeat without taking a turn, and sleeps as long as a Retry-After says, deaf to the signal.
          maxAttempts: 1,
          retryMode: 'standard',
          customUserAgent: 'switchyard',
          requestHandler: {
            httpAgent,
            httpsAgent,
            connectionTimeout: timeouts.connectMs,
            requestTimeout: timeouts.requestMs,
            throwOnRequestTimeout: true,
            socketTimeout: timeouts.idleMs,
          },
        }),
        commands,
      }));
    clients.set(key, found);
    return found;
  };

  const callAs =
    (credentials: unknown, as: string): AwsConnection['call'] =>
    async (operation, region, input, answer) => {
      const family = `${operation.api}:${region}`;
      const { client, commands } = await clientOf(operation, region, credentials, as);
      const Command = commands[operation.name];
      if (!Command) throw new Error(`aws/sdk.ts does not load ${operation.api} ${operation.name}`);
      for (let attempt = 1; ; attempt += 1) {
        await tools.turn(family);
        const sentAt = new Date();
        try {
          const said = answer.safeParse(await client.send(new Command(input), { abortSignal: signal }));
          if (!said.success) throw notItsXml(`${operation.api} ${operation.name} in ${region}`, reasonOf(said.error));
          return { sentAt, said: said.data };
        } catch (error) {
          signal.throwIfAborted();
          // Already in the engine's terms, such as a role that could not be assumed: its own call has been repeated.
          if (error instanceof SystemError) throw error;
          if (isClockCorrected(error) && attempt === 1) continue;
          const failure = awsFailure(error, operation, region);
          const pause = pauseAfter(failure, attempt);
          // Everybody in this budget waits, not only this call: throttling means that there were too many.
          const rest = pause ?? failure.retryAfter;
          if (rest !== undefined) tools.remaining(family, 0, rest);
          if (pause === undefined) throw failure;
        }
      }
    };

  const role = settings.roleArn;
  const call =
    role === undefined
      ? callAs(own, 'own')
      : callAs(assumedRole(callAs(own, 'own'), home, { ...settings, role }), 'role');
  return {
    settings,
    home,
    call,
    close() {
      // Not the clients' own destroy: each would destroy the agents that they share.
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

/**
 * Where STS and DescribeRegions are asked: in a region that no account can switch off, since one that is named and not
 * enabled refuses everything. Other partitions (China, government, sovereign) do not know that region.
 */
function homeOf(first: string | undefined): string {
  return first !== undefined && /^(cn|us-gov|us-iso[a-z]?|eu-iso[a-z]?|eusc)-/.test(first) ? first : 'us-east-1';
}

/** Seconds until the next attempt; undefined where another one would not help. */
function pauseAfter(failure: SystemError, attempt: number): number | undefined {
  if (attempt >= ATTEMPTS) return undefined;
  const backoff = 2 ** (attempt - 1);
  if (failure.type === 'rate-limited') {
    const pause = failure.retryAfter ?? backoff;
    return pause <= LONGEST_PAUSE_S ? pause : undefined;
  }
  // A time-out has already cost its half minute.
  const isTimeout = failure instanceof AwsFailure && failure.code === 'TimeoutError';
  return failure.type === 'transient' && !isTimeout && attempt < ATTEMPTS - 1 ? backoff / 2 : undefined;
}

function readSettings(source: PulledSource): AwsSettings {
  const read = card.settings.safeParse({ ...source.settings, ...source.secrets });
  if (!read.success) throw new SystemError('permanent', `The settings do not fit: ${reasonOf(read.error)}`);
  return read.data;
}
