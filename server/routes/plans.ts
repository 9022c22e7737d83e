import { z } from 'zod';
import { actionCards, findActionCard } from '../../contract/actions/all.ts';
import { listSchema } from '../../contract/api/list.ts';
import type { Ability } from '../../contract/access/can.ts';
import { plans } from '../../contract/kinds/plans.ts';
import { type PlanWaiting, planWaitingAnswer } from '../../contract/plans/waiting.ts';
import { applyRequest, planRequest, planStep, scheduleRequest } from '../../contract/plans/plan.ts';
import { approvePlan, cancelPlan, pausePlan, schedulePlan, startPlan, undoPlan } from '../../actions/engine/acts.ts';
import { checkParams } from '../../actions/engine/action.ts';
import { proposePlan } from '../../actions/engine/propose.ts';
import { WAITING } from '../../model/plans/waiting.ts';
import { findAction } from '../../actions/all.ts';
import { type Ask, ok } from '../http/ask.ts';
import { badRequest, hidden, notFound } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';
import { isVisible } from '../objects/neighbours.ts';
import { shapeOf } from '../objects/shape.ts';
import { readSteps } from '../plans/steps.ts';
import { queryAsPanel, reading, writing, type Writing } from '../reader.ts';
import { objectAfter } from './object-after.ts';

const tag = 'plans';
const plan = shapeOf(plans);

async function propose(ask: Ask<unknown, z.output<typeof planRequest>>) {
  const { action: name, reason, scheduleFor } = ask.body;
  const action = findAction(name);
  if (!action) throw badRequest({ action: `"${name}" is none of ${actionCards.map((card) => card.name).join(', ')}` });
  const body = await writing(ask.panel, ask, action.card.may, async (open) => {
    const params = checkParams(action.card, ask.body.params);
    // As the reader that asks: what they may not see is not there to be changed.
    const draft = await action.plan({ db: open.client }, params);
    await open.asPanel();
    const id = await proposePlan(open.client, {
      action: name,
      params,
      reason,
      draft,
      by: open.principal,
      scheduleFor,
    });
    return objectAfter(open, plans, id);
  });
  return { status: 201, body };
}

/** Something is done with a plan: by who may see it, and may do what its action does. */
async function act(ask: Ask, work: (open: Writing, id: string) => Promise<string>, more: readonly Ability[] = []) {
  const id = ask.params.id!;
  return writing(ask.panel, ask, null, async (open) => {
    await open.require(await abilityOf(open, id));
    for (const ability of more) await open.require(ability);
    await open.asPanel();
    return ok(await objectAfter(open, plans, await work(open, id)));
  });
}

/** What the plan's action asks for; an undo asks for what its plan asked for. @throws ApiProblem 404 for a plan that the reader may not see */
async function abilityOf(open: Writing, id: string): Promise<Ability> {
  const { rows } = await open.client.query<{ action: string }>(
    'SELECT coalesce(u.action, p.action) AS action FROM plans p LEFT JOIN plans u ON u.id = p.undoes WHERE p.id = $1',
    [id],
  );
  if (!rows[0]) {
    const there = await queryAsPanel(open, 'SELECT 1 FROM plans WHERE id = $1', [id]);
    throw (there.length > 0 ? hidden : notFound)('There is no such plan');
  }
  return findActionCard(rows[0].action)?.may ?? 'plans.override';
}

/** Left out where there is nothing to say. */
type Body = z.ZodType | undefined;
type Said<B extends Body> = B extends z.ZodType ? z.output<B> : undefined;
type PlanActOf<B extends Body> = (open: Writing, id: string, body: Said<B>) => Promise<string | void>;

/** POST /plans/:id/<name>. Answers the plan as it then is, or the one that comes of it. */
function actRoute<B extends Body>(
  name: string,
  operation: string,
  about: string,
  body: B,
  work: PlanActOf<B>,
  abilities: (body: Said<B>) => Ability[] = () => [],
): Route {
  return route({
    method: 'POST',
    path: `/plans/:id/${name}`,
    name: operation,
    tag,
    about,
    access: 'signed-in',
    body: body as z.ZodType,
    status: 200,
    answer: plan,
    handle: (ask) =>
      act(ask, async (open, id) => (await work(open, id, ask.body as Said<B>)) ?? id, abilities(ask.body as Said<B>)),
  });
}

export const planRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/actions',
    name: 'listActions',
    tag,
    about: 'What plans can do: the JSON schema of its parameters, and who may.',
    access: 'signed-in',
    status: 200,
    answer: z.object({
      items: z.array(
        z.object({
          name: z.string(),
          label: z.string(),
          about: z.string(),
          may: z.string(),
          from: z.record(z.string(), z.string()),
          params: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
    handle: async (ask) => {
      await reading(ask.panel, ask.hash, async () => undefined);
      return ok({
        items: actionCards.map(({ name, label, about, may, from, params }) => ({
          name,
          label,
          about,
          may,
          from,
          params: z.toJSONSchema(params, { io: 'input' }),
        })),
      });
    },
  }),
  route({
    method: 'POST',
    path: '/plans',
    name: 'proposePlan',
    tag,
    about: 'Plans an action, and changes nothing. Its checks run at once; `state` is `proposed` when they are done.',
    access: 'signed-in',
    body: planRequest,
    status: 201,
    answer: plan,
    handle: propose,
  }),
  route({
    method: 'GET',
    path: '/plans/:id/steps',
    name: 'listPlanSteps',
    tag,
    about: 'Its steps in order, with how far each is. `after`: the number of the last one seen.',
    access: 'signed-in',
    query: z.strictObject({
      after: z.coerce.number<string>().int().min(0).max(2_147_483_647).default(0),
      limit: z.coerce.number<string>().int().min(1).max(1000).default(100),
    }),
    status: 200,
    answer: listSchema(planStep),
    async handle(ask) {
      const { after, limit } = ask.query;
      const found = await reading(ask.panel, ask.hash, async (read) =>
        (await isVisible(read, plans, ask.params.id!, null))
          ? readSteps(read.client, ask.params.id!, after, limit)
          : null,
      );
      if (!found) throw notFound('There is no such plan');
      return ok(found);
    },
  }),
  route({
    method: 'GET',
    path: '/plans/:id/waiting',
    name: 'getPlanWaiting',
    tag,
    about:
      'Whether something of it is due that no worker has taken up, since when, and whether any worker runs; null when there is nothing to say.',
    access: 'signed-in',
    status: 200,
    answer: planWaitingAnswer,
    async handle(ask) {
      const found = await reading(ask.panel, ask.hash, async (read) =>
        (await isVisible(read, plans, ask.params.id!, null))
          ? queryAsPanel<PlanWaiting>(read, WAITING, [ask.params.id])
          : null,
      );
      if (!found) throw notFound('There is no such plan');
      return ok({ waiting: found[0] ?? null });
    },
  }),
  actRoute(
    'approve',
    'approvePlan',
    'A second person’s yes, where a cluster asks for one.',
    undefined,
    (open, id) => approvePlan(open.client, id, open.principal),
    () => ['plans.approve'],
  ),
  actRoute(
    'apply',
    'applyPlan',
    'Applies it, or goes on with one that stopped.',
    applyRequest,
    (open, id, body) => startPlan(open.client, id, open.principal, body),
    (body) => (body.override ? ['plans.override'] : []),
  ),
  actRoute(
    'schedule',
    'schedulePlan',
    'Applies it at an instant, if planning again then gives the same changes.',
    scheduleRequest,
    (open, id, { at }) => schedulePlan(open.client, id, at, open.principal),
  ),
  actRoute('pause', 'pausePlan', 'Stops it after the step that is under way.', undefined, (open, id) =>
    pausePlan(open.client, id, open.principal),
  ),
  actRoute('cancel', 'cancelPlan', 'Gives it up before anything was written.', undefined, (open, id) =>
    cancelPlan(open.client, id, open.principal),
  ),
  actRoute(
    'undo',
    'undoPlan',
    'Rolls it back, while it is being applied or after: answers the plan that does, which is applied at once. A target that is no longer as it was left is refused.',
    undefined,
    (open, id) => undoPlan(open.client, id, open.principal),
  ),
];
