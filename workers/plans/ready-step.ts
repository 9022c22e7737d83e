import { type ReadyStep, StepFailure, type MakeReady } from '../../actions/engine/step-type.ts';
import { panelStep } from '../../actions/steps/panel-steps.ts';
import { atMost } from '../../runtime/at-most.ts';
import { createPacing } from '../../sync/systems/pacing.ts';
import { SystemError } from '../../sync/systems/errors.ts';
import type { PullTools, SystemStep } from '../../sync/systems/system.ts';
import { budgetsOf } from '../budgets.ts';
import { type LoadedSource, loadSource } from '../tasks/source.ts';
import type { TaskTools } from '../task.ts';
import { isOutside, type OutsideStep, whyNotWrite } from './may-write.ts';
import type { PlanHearing } from './plan-hearing.ts';

/** Steps of a plan of which name servers are asked at the same time. */
const VERIFIED_AT_ONCE = 4;

/** How the engine is to take an error of a connector. */
function asFailure(error: unknown): unknown {
  if (!(error instanceof SystemError)) return error;
  if (error.type === 'rate-limited') return new StepFailure('later', error.message, error.retryAfter ?? 5);
  if (error.type === 'auth' || error.type === 'permanent') return new StepFailure('refused', error.message);
  return new StepFailure('unknown', error.message);
}

const told = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw asFailure(error);
  });

/** Opens a step's source and binds its system's way to write; sources are opened once a plan. */
export function readySteps(tools: TaskTools, actor: string, hearing: PlanHearing): MakeReady {
  const sources = new Map<string, Promise<LoadedSource | undefined>>();
  const verifying = atMost(VERIFIED_AT_ONCE);
  return async (data) => {
    const own = panelStep(data, { pool: tools.pool, policy: tools.policy, actor });
    if (own) return own;
    if (!isOutside(data)) throw new StepFailure('refused', `nobody knows how to run ${data.type}`);
    const { sourceId, sourceName } = data.target;
    const loading = sources.get(sourceId) ?? loadSource(tools.pool, tools.masterKey, sourceId);
    sources.set(sourceId, loading);
    const loaded = await loading;
    if (!loaded) throw new StepFailure('refused', `the source ${sourceName} was removed`);
    const type = loaded.system.steps?.[data.type] as SystemStep | undefined;
    if (!type) throw new StepFailure('refused', `${loaded.system.card.label} cannot be written by ${data.type}`);
    return bind(data, type, loaded, { ...tools, hearing, verifying });
  };
}

function bind(
  data: OutsideStep,
  type: SystemStep,
  { system, source, account }: LoadedSource,
  tools: TaskTools & { hearing: PlanHearing; verifying: ReturnType<typeof atMost> },
): ReadyStep {
  const toolsFor = (signal: AbortSignal): PullTools => ({
    outgoing: tools.outgoing,
    policy: tools.policy,
    signal,
    ...createPacing(system.pacing, signal, { budgets: budgetsOf(source.id) }),
  });
  const step = data as never;
  const looked = new WeakMap<object, Awaited<ReturnType<SystemStep['read']>>>();
  return {
    data,
    target: type.target(step, source),
    deadlineSeconds: type.deadlineSeconds(step),
    readable: type.readable,
    async read(signal) {
      const seen = await told(type.read(step, source, toolsFor(signal)));
      looked.set(seen.image as object, seen);
      return seen.image;
    },
    async write(found, signal) {
      const reason = await whyNotWrite(tools.pool, data);
      if (reason !== null) throw new StepFailure('refused', reason);
      return told(type.write(step, found, source, toolsFor(signal)));
    },
    classify: (image) => type.classify(step, image),
    ...(type.verify && {
      verify: (leftBehind, signal) =>
        tools.verifying(() => told(type.verify!(step, leftBehind, source, toolsFor(signal)))),
    }),
    async takeIn(image) {
      const seen = looked.get(image as object);
      if (seen && account !== null)
        await tools.hearing.take({ source, realm: `${system.card.name}:${account}` }, seen.heard());
    },
  };
}
