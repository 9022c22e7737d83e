import { z } from 'zod';
import { findKind } from '../../contract/kinds/all.ts';
import { pathOf } from '../../contract/kinds/kind.ts';
import { planStep, type PlanStep } from '../../contract/plans/plan.ts';
import { planWaitingAnswer } from '../../contract/plans/waiting.ts';
import { askPanel, type PanelAddress, PanelRefusal } from '../panel-client.ts';
import { type Desk, type Found, isId, planView } from './desk.ts';
import { EXIT, PlanTrouble } from './exit-code.ts';

const named = z.looseObject({
  id: z.uuid(),
  name: z.string(),
  key: z.string().optional(),
  type: z.string().optional(),
  zone: z.string().optional(),
  goneAt: z.string().nullish(),
});
const pageOf = <S extends z.ZodType>(item: S) => z.looseObject({ items: z.array(item), hasMore: z.boolean() });

/** Plans by the API of a panel that answers, as whoever the token belongs to. */
export function panelDesk(panel: PanelAddress): Desk {
  const ask = (method: string, path: string, body?: unknown) => askPanel(panel, method, path, body).catch(asTrouble);
  const one = async (path: string) => planView.parse(await ask('GET', path));
  const act = async (planId: string, name: string, body: unknown = {}) =>
    planView.parse(await ask('POST', `/plans/${planId}/${name}`, body));
  return {
    async find(kind, name) {
      const declared = findKind(kind)!;
      const query = new URLSearchParams({ q: `"${name.replaceAll('"', ' ')}"`, limit: '1000' });
      if (declared.origin === 'synced') query.set('gone', 'include');
      const { items } = pageOf(named).parse(await ask('GET', `/${pathOf(declared)}?${query}`));
      return items.filter((item) => item.name === name || item.key === name).map(found);
    },
    propose: async (order) => planView.parse(await ask('POST', '/plans', order)),
    async plan(which) {
      if (isId(which)) return one(`/plans/${which}`);
      if (!/^\d{1,9}$/.test(which)) throw new PlanTrouble(EXIT.wrong, `${which} is neither a plan's number nor its id`);
      const query = `number.gte=${which}&number.lt=${Number(which) + 1}`;
      const { items } = pageOf(z.looseObject({ id: z.uuid() })).parse(await ask('GET', `/plans?${query}`));
      if (!items[0]) throw new PlanTrouble(EXIT.wrong, `There is no plan ${which}`);
      return one(`/plans/${items[0].id}`);
    },
    plans: async (most) => pageOf(planView).parse(await ask('GET', `/plans?limit=${most}`)).items,
    async steps(planId) {
      const all: PlanStep[] = [];
      for (;;) {
        const path = `/plans/${planId}/steps?limit=1000&after=${all.at(-1)?.n ?? 0}`;
        const { items, hasMore } = pageOf(planStep).parse(await ask('GET', path));
        all.push(...items);
        if (!hasMore) return all;
      }
    },
    apply: (planId, how) => act(planId, 'apply', how),
    undo: (planId) => act(planId, 'undo'),
    cancel: (planId) => act(planId, 'cancel'),
    async approve(planId, reason) {
      if (reason !== undefined)
        throw new PlanTrouble(EXIT.wrong, 'the panel knows who approves: --reason is for --break-glass');
      return act(planId, 'approve');
    },
    schedule: (planId, at) => act(planId, 'schedule', { at }),
    pause: (planId) => act(planId, 'pause'),
    waiting: async (planId) => planWaitingAnswer.parse(await ask('GET', `/plans/${planId}/waiting`)).waiting,
    // Its workers do.
    lendAHand: () => undefined,
    close: async () => undefined,
  };
}

const found = ({ id, name, type, zone, goneAt }: z.infer<typeof named>): Found => ({
  id,
  name,
  type: type ?? null,
  detail: [type, zone && `in ${zone}`, goneAt && 'gone'].filter(Boolean).join(', '),
  gone: Boolean(goneAt),
});

/** What may not be done, or cannot be done now, is another thing than a wrong question. */
function asTrouble(error: unknown): never {
  if (!(error instanceof PanelRefusal)) throw error;
  throw new PlanTrouble([403, 409].includes(error.status) ? EXIT.refused : EXIT.wrong, error.message);
}
