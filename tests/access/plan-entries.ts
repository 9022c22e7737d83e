import type { Case, Entry, Expected, Tools } from './entries.ts';
import { isRed } from './principals.ts';
import { roleOf } from './principals.ts';
import type { Colour } from './plan-estate.ts';

const everybody: Expected = () => 200;
const colours: readonly Colour[] = ['red', 'blue', 'both', 'none'];
const sees = (colour: Colour, red: boolean) => !red || colour === 'red';

/** An act of roles: 404 for what a reader may not see, 403 for what they may see and not do. */
const acted =
  (colour: Colour, roles: readonly string[], status = 200): Expected =>
  (who) =>
    !sees(colour, isRed(who)) ? 404 : roles.includes(roleOf(who)) ? status : 403;

/** What is planned over objects of a colour: 403 comes first, since the kind of act is no secret. */
const planned =
  (colour: Colour, roles: readonly string[]): Expected =>
  (who) =>
    !roles.includes(roleOf(who)) ? 403 : sees(colour, isRed(who)) ? 201 : 404;

const BOTH = ['admin', 'operator'];

type PlanOf = Parameters<Tools['plans']['newPlan']>[1];

/** The same act on a plan of each colour. */
const onEach =
  (act: string, body: unknown, plan: PlanOf, roles = BOTH): Entry =>
  ({ plans }) =>
    colours.map((colour): Case => ({
      what: `${act} of ${colour}`,
      path: async () => `/plans/${await plans.newPlan(colour, plan)}/${act}`,
      body,
      expected: acted(colour, roles),
      marked: colour !== 'red',
    }));

const all =
  (...entries: Entry[]): Entry =>
  (tools) =>
    entries.flatMap((entry) => entry(tools));

const propose = (what: string, action: string, params: unknown, expected: Expected, marked = false): Case => ({
  what,
  path: '/plans',
  body: { action, params, reason: '' },
  expected,
  marked,
});

/** What belongs to a plan is there for whoever may see the plan. */
const partOf =
  (part: string, { marked }: { marked: boolean }): Entry =>
  ({ estate, plans }) => [
    { what: 'own', path: `/plans/${estate.own.plans}/${part}`, expected: everybody },
    ...colours
      .filter((colour) => colour !== 'red')
      .map((colour): Case => ({
        what: `of ${colour}`,
        path: async () => `/plans/${await plans.newPlan(colour)}/${part}`,
        expected: (who) => (isRed(who) ? 404 : 200),
        marked,
      })),
  ];

const tomorrow = () => ({ at: new Date(Date.now() + 86_400_000).toISOString() });

/** What is done with plans. Who may read them is in the table of kinds. */
export const PLAN_ENTRIES: Record<string, Entry> = {
  'GET /actions': () => [{ what: 'list', path: '/actions', expected: everybody }],
  'GET /plans/:id/steps': partOf('steps', { marked: true }),
  'GET /plans/:id/waiting': partOf('waiting', { marked: false }),
  'POST /plans': ({ plans: { recordSets, zones, sourceId, heldChange } }) => [
    ...(['red', 'blue'] as const).flatMap((colour) => [
      propose(
        `edit of ${colour}`,
        'dns.edit',
        { recordSetId: recordSets[colour], ttl: 120 },
        planned(colour, BOTH),
        colour === 'blue',
      ),
      propose(
        `create in ${colour}`,
        'dns.create',
        { zoneId: zones[colour], name: 'new', type: 'A', contents: ['192.0.2.1'] },
        planned(colour, BOTH),
      ),
      propose(`purge of ${colour}`, 'cache.purge', { zoneId: zones[colour], everything: true }, planned(colour, BOTH)),
      propose(`adoption of ${colour}`, 'dns.adopt', { recordSetIds: [recordSets[colour]] }, planned(colour, ['admin'])),
    ]),
    propose(
      'delete one’s own with another’s',
      'dns.delete',
      { recordSetIds: Object.values(recordSets) },
      planned('both', BOTH),
      true,
    ),
    propose('set-mode', 'source.set-mode', { sourceId, mode: 'read' }, (who) => (who === 'admin' ? 201 : 403)),
    propose('release-held', 'source.release-held', { heldChangeId: heldChange }, (who) =>
      who === 'admin' ? 201 : 403,
    ),
  ],
  'POST /plans/:id/approve': onEach('approve', undefined, { approval: true }),
  'POST /plans/:id/apply': all(
    onEach('apply', {}, {}),
    onEach('apply', { override: true }, {}, ['admin']),
    onEach('apply', {}, { action: 'dns.adopt' }, ['admin']),
  ),
  'POST /plans/:id/schedule': (tools) => onEach('schedule', tomorrow(), {})(tools),
  'POST /plans/:id/pause': onEach('pause', undefined, { state: 'applying' }),
  'POST /plans/:id/cancel': onEach('cancel', undefined, {}),
  'POST /plans/:id/undo': all(
    onEach('undo', undefined, { state: 'applied' }),
    onEach('undo', undefined, { state: 'applied', action: 'dns.adopt' }, ['admin']),
  ),
};
