import type { Estate } from './estate.ts';
import { MARK } from './estate.ts';
import type { Inside } from './principals.ts';
import { PLAN_ENTRIES } from './plan-entries.ts';
import type { PlanEstate } from './plan-estate.ts';
import { isRed, roleOf } from './principals.ts';

/** What each of those inside is answered. Outside is 401 everywhere but at the door. */
export type Expected = (who: Inside) => number;

export interface Case {
  what: string;
  /** Below /api/v1. A function is asked for each call: what is written needs something new to write on. */
  path: string | (() => Promise<string>);
  body?: unknown | (() => unknown);
  headers?: Record<string, string>;
  expected: Expected;
  /** Readers of all clusters must find the mark in it: else the search for leaks proves nothing. */
  marked?: boolean;
  /** For readers of the red cluster the list is empty: not even the number of what they cannot see may show. */
  emptyForRed?: boolean;
}

export interface Tools {
  estate: Estate;
  plans: PlanEstate;
  newCluster(): Promise<string>;
  newSource(): Promise<string>;
  newUser(): Promise<string>;
  newToken(): Promise<string>;
  newHeldChange(): Promise<string>;
  newSession(): Promise<string>;
  name(): string;
}

export type Entry = (tools: Tools) => Case[];

const everybody: Expected = () => 200;
const allClusters: Expected = (who) => (isRed(who) ? 403 : 200);
const allClustersElse404: Expected = (who) => (isRed(who) ? 404 : 200);
const adminsOf =
  (status: number, else_ = 403): Expected =>
  (who) =>
    who === 'admin' ? status : else_;
const abled =
  (status: number): Expected =>
  (who) =>
    !isRed(who) && roleOf(who) !== 'viewer' ? status : 403;

/** Every kind by hand: a new one has to say who may see it. */
const KINDS: Record<string, { path: string; list: Expected; own: Expected; foreign?: Expected; synced: boolean }> = {
  ...Object.fromEntries(
    [
      'instances',
      'addresses',
      'load_balancers',
      'target_groups',
      'maintenance_events',
      'hosts',
      'virtual_machines',
      'storage_pools',
      'volumes',
      'networks',
      'zones',
      'record_sets',
      'database_servers',
      'databases',
    ].map((name) => [
      name,
      {
        path: `/${name.replaceAll('_', '-')}`,
        list: everybody,
        own: everybody,
        foreign: allClustersElse404,
        synced: true,
      },
    ]),
  ),
  clusters: { path: '/clusters', list: everybody, own: everybody, foreign: allClustersElse404, synced: false },
  findings: { path: '/findings', list: everybody, own: everybody, foreign: allClustersElse404, synced: false },
  plans: { path: '/plans', list: everybody, own: everybody, foreign: allClustersElse404, synced: false },
  sources: { path: '/sources', list: allClusters, own: allClustersElse404, synced: false },
  sync_runs: { path: '/sync-runs', list: allClusters, own: allClustersElse404, synced: false },
  users: { path: '/users', list: adminsOf(200), own: adminsOf(200, 404), synced: false },
  tokens: { path: '/tokens', list: adminsOf(200), own: adminsOf(200, 404), synced: false },
  audit: { path: '/audit', list: adminsOf(200), own: adminsOf(200, 404), synced: false },
};

/** Kinds of which something is measured. */
const MEASURED = ['hosts', 'virtual_machines', 'database_servers', 'databases'];

const csv = { accept: 'text/csv' };
const jsonLines = { accept: 'application/x-ndjson' };

function listCases(kind: string, { estate }: Tools): Case[] {
  const { path, list: expected, synced } = KINDS[kind]!;
  const foreign = estate.foreign[kind];
  const found = expected === everybody || undefined;
  return [
    { what: 'list', path, expected, marked: found },
    { what: 'csv', path, headers: csv, expected, marked: found },
    { what: 'lines of JSON', path, headers: jsonLines, expected, marked: found },
    { what: 'page', path: `${path}?limit=1`, expected },
    { what: 'search', path: `${path}?q=${MARK}`, expected, marked: found, emptyForRed: found },
    ...(foreign ? [{ what: 'by id', path: `${path}?id=${foreign}`, expected, marked: found, emptyForRed: found }] : []),
    ...(kind === 'clusters' || kind === 'plans' || !found
      ? []
      : [{ what: 'by cluster', path: `${path}?clusterId=${estate.blue}`, expected, marked: true, emptyForRed: true }]),
    ...(kind === 'plans'
      ? [
          // Of one's own object there are plans that one may not see.
          {
            what: 'linked to own',
            path: `${path}?linkedTo=record_sets:${estate.own.record_sets}`,
            expected,
            marked: true,
          },
          {
            what: 'linked to foreign',
            path: `${path}?linkedTo=record_sets:${estate.foreign.record_sets}`,
            expected,
            marked: true,
            emptyForRed: true,
          },
        ]
      : []),
    ...(kind === 'findings'
      ? [{ what: 'at now', path: `${path}?at=${new Date().toISOString()}`, expected, marked: true }]
      : []),
    ...(synced
      ? [
          { what: 'at now', path: `${path}?at=${new Date().toISOString()}`, expected, marked: true },
          { what: 'at then', path: `${path}?at=${estate.earlier}`, expected, marked: true },
          {
            what: 'search at',
            path: `${path}?at=${estate.earlier}&q=${MARK}`,
            expected,
            marked: true,
            emptyForRed: true,
          },
          { what: 'gone', path: `${path}?gone=include&sort=-changedAt`, expected, marked: true },
          { what: 'csv at', path: `${path}?at=${estate.earlier}`, headers: csv, expected, marked: true },
          ...['instances', 'record_sets', 'target_groups'].flatMap((other) => [
            { what: `linked to own ${other}`, path: `${path}?linkedTo=${other}:${estate.own[other]}`, expected },
            {
              what: `linked to foreign ${other}`,
              path: `${path}?linkedTo=${other}:${estate.foreign[other]}`,
              expected,
            },
            {
              what: `linked then`,
              path: `${path}?at=${new Date().toISOString()}&linkedTo=${other}:${estate.own[other]}`,
              expected,
            },
          ]),
        ]
      : []),
  ];
}

/** One object: the reader's own and another cluster's. */
function both(
  kind: string,
  { estate }: Tools,
  tail: string,
  more: Partial<Case> = {},
  owns?: Expected,
  others?: Expected,
): Case[] {
  const { path, own, foreign } = KINDS[kind]!;
  const other = estate.foreign[kind];
  return [
    { what: 'own', path: `${path}/${estate.own[kind]}${tail}`, expected: owns ?? own, ...more },
    ...(other
      ? [
          {
            what: 'foreign',
            path: `${path}/${other}${tail}`,
            expected: others ?? foreign!,
            marked: tail === '',
            ...more,
          },
        ]
      : []),
  ];
}

const objectCases = (kind: string, tools: Tools): Case[] => [
  ...both(kind, tools, ''),
  ...(KINDS[kind]!.synced
    ? both(kind, tools, `?at=${new Date().toISOString()}`).map((one) => ({ ...one, what: `${one.what} at` }))
    : []),
];

const refreshed =
  (seen: boolean): Expected =>
  (who) =>
    roleOf(who) === 'viewer' ? 403 : isRed(who) && !seen ? 404 : 202;

/** Method and path of each route → what is asked of it. */
export const ENTRIES: Record<string, Entry> = {
  'POST /session': () => [],
  'GET /session': () => [{ what: 'me', path: '/session', expected: everybody }],
  'DELETE /session': () => [
    { what: 'sign out', path: '/session', expected: (who) => (who === 'red-session' ? 204 : 403) },
  ],
  'GET /sessions': () => [
    { what: 'own', path: '/sessions', expected: everybody },
    { what: 'all', path: '/sessions?all=true', expected: adminsOf(200) },
  ],
  'DELETE /sessions/:id': ({ newSession }) => [
    { what: 'another’s', path: async () => `/sessions/${await newSession()}`, expected: adminsOf(204, 404) },
  ],
  'GET /search': () => [
    { what: 'mark', path: `/search?q=${MARK}`, expected: everybody, marked: true, emptyForRed: true },
    { what: 'a word', path: '/search?q=red', expected: everybody },
  ],
  'GET /overview': ({ estate }) => [
    { what: 'all', path: '/overview', expected: everybody, marked: true },
    { what: 'own cluster', path: `/overview?clusterId=${estate.red}`, expected: everybody },
    { what: 'foreign cluster', path: `/overview?clusterId=${estate.blue}`, expected: everybody, marked: true },
    { what: 'then', path: `/overview?at=${estate.earlier}`, expected: everybody },
    { what: 'now, as a past', path: `/overview?at=${new Date().toISOString()}`, expected: everybody, marked: true },
    {
      what: 'foreign cluster then',
      path: `/overview?clusterId=${estate.blue}&at=${new Date().toISOString()}`,
      expected: everybody,
      marked: true,
    },
  ],
  'GET /map': ({ estate }) => [
    { what: 'all', path: '/map', expected: everybody, marked: true },
    { what: 'own cluster', path: `/map?cluster=${estate.red}`, expected: everybody },
    { what: 'foreign cluster', path: `/map?cluster=${estate.blue}`, expected: everybody, marked: true },
    { what: 'then', path: `/map?at=${estate.earlier}`, expected: everybody, marked: true },
    { what: 'groups', path: '/map?limit=1', expected: everybody },
    { what: 'groups then', path: `/map?limit=1&at=${estate.earlier}`, expected: everybody },
    {
      what: 'a foreign group opened',
      path: `/map?limit=5&expand=${estate.blue}:instances`,
      expected: everybody,
      marked: true,
    },
    { what: 'around own', path: `/map?around=instances:${estate.own.instances}`, expected: everybody, marked: true },
    {
      what: 'around foreign',
      path: `/map?around=instances:${estate.foreign.instances}`,
      expected: allClustersElse404,
      marked: true,
    },
  ],
  // What is heard there is tested by itself (events.test.ts).
  'GET /events': () => [{ what: 'stream', path: '/events', expected: everybody }],
  'GET /systems': () => [{ what: 'list', path: '/systems', expected: everybody }],

  ...Object.fromEntries(
    Object.entries(KINDS).flatMap(([kind, { path, synced }]): [string, Entry][] => [
      [`GET ${path}`, (tools) => listCases(kind, tools)],
      [`GET ${path}/:id`, (tools) => objectCases(kind, tools)],
      ...(synced
        ? ([
            [
              `GET ${path}/:id/links`,
              (tools) => [...both(kind, tools, '/links'), ...both(kind, tools, `/links?at=${tools.estate.earlier}`)],
            ],
            [
              `GET ${path}/:id/history`,
              (tools) => [
                ...both(kind, tools, '/history'),
                ...(kind === 'record_sets'
                  ? [
                      {
                        what: 'own, with plans of others',
                        path: `${path}/${tools.estate.own.record_sets}/history`,
                        expected: everybody,
                        marked: true,
                      },
                    ]
                  : []),
                ...(kind === 'instances'
                  ? [
                      {
                        what: 'moved',
                        path: `${path}/${tools.estate.moved}/history`,
                        expected: everybody,
                        marked: true,
                      },
                    ]
                  : []),
              ],
            ],
            [
              `GET ${path}/:id/impact`,
              (tools) => [...both(kind, tools, '/impact'), ...both(kind, tools, `/impact?at=${tools.estate.earlier}`)],
            ],
            [`GET ${path}/:id/raw`, (tools) => both(kind, tools, '/raw', { marked: true }, allClustersElse404)],
            [
              `POST ${path}/:id/refresh`,
              (tools) => both(kind, tools, '/refresh', {}, refreshed(true), refreshed(false)),
            ],
          ] as [string, Entry][])
        : []),
    ]),
  ),
  ...Object.fromEntries(
    MEASURED.map((kind): [string, Entry] => [
      `GET ${KINDS[kind]!.path}/:id/samples`,
      (tools) =>
        ['/samples', '/samples?span=day', `/samples?at=${tools.estate.earlier}`].flatMap((tail) =>
          both(kind, tools, tail),
        ),
    ]),
  ),

  'POST /clusters': ({ name }) => [
    { what: 'make', path: '/clusters', body: () => ({ name: name() }), expected: adminsOf(201) },
  ],
  'PATCH /clusters/:id': ({ newCluster, estate }) => [
    {
      what: 'new',
      path: async () => `/clusters/${await newCluster()}`,
      body: { region: 'x' },
      expected: adminsOf(200),
    },
    { what: 'own', path: `/clusters/${estate.red}`, body: { region: 'x' }, expected: adminsOf(200) },
  ],
  'DELETE /clusters/:id': ({ newCluster }) => [
    { what: 'new', path: async () => `/clusters/${await newCluster()}`, expected: adminsOf(204) },
  ],
  'POST /clusters/preview': () => [
    { what: 'rules', path: '/clusters/preview', body: { rules: [{ name: `${MARK}*` }] }, expected: adminsOf(200) },
  ],
  'POST /sources': ({ name }) => [
    {
      what: 'make',
      path: '/sources',
      body: () => ({ name: name(), system: 'powerdns', settings: { url: 'http://10.0.0.1', apiKey: 'k' } }),
      expected: adminsOf(201),
    },
  ],
  'PATCH /sources/:id': ({ newSource }) => [
    {
      what: 'new',
      path: async () => `/sources/${await newSource()}`,
      body: { enabled: false },
      expected: adminsOf(200),
    },
  ],
  'DELETE /sources/:id': ({ newSource }) => [
    { what: 'new', path: async () => `/sources/${await newSource()}`, expected: adminsOf(204) },
  ],
  'POST /sources/:id/check': ({ newSource }) => [
    { what: 'new', path: async () => `/sources/${await newSource()}/check`, expected: abled(200) },
  ],
  'POST /sources/:id/sync': ({ newSource }) => [
    { what: 'new', path: async () => `/sources/${await newSource()}/sync`, expected: abled(202) },
  ],
  'GET /sources/:id/scopes': ({ estate }) => [
    { what: 'scopes', path: `/sources/${estate.sourceId}/scopes`, expected: allClustersElse404 },
  ],
  'GET /held-changes': () => [{ what: 'list', path: '/held-changes', expected: allClusters }],
  'POST /held-changes/:id/release': ({ newHeldChange }) => [
    { what: 'new', path: async () => `/held-changes/${await newHeldChange()}/release`, expected: adminsOf(200) },
  ],
  'POST /held-changes/:id/keep': ({ newHeldChange }) => [
    { what: 'new', path: async () => `/held-changes/${await newHeldChange()}/keep`, expected: adminsOf(200) },
  ],
  'POST /users': ({ name }) => [
    {
      what: 'make',
      path: '/users',
      body: () => ({ name: name(), password: 'long enough password', role: 'admin' }),
      expected: adminsOf(201),
    },
  ],
  'PATCH /users/:id': ({ newUser }) => [
    { what: 'new', path: async () => `/users/${await newUser()}`, body: { role: 'operator' }, expected: adminsOf(200) },
  ],
  'DELETE /users/:id': ({ newUser }) => [
    { what: 'new', path: async () => `/users/${await newUser()}`, expected: adminsOf(204) },
  ],
  'POST /tokens': ({ name }) => [
    { what: 'make', path: '/tokens', body: () => ({ name: name(), role: 'admin' }), expected: adminsOf(201) },
  ],
  'DELETE /tokens/:id': ({ newToken }) => [
    { what: 'new', path: async () => `/tokens/${await newToken()}`, expected: adminsOf(204) },
  ],
  'POST /estate': ({ name }) => [
    {
      what: 'dry run',
      path: '/estate',
      body: { estate: { clusters: [{ name: 'x' }] }, dryRun: true },
      expected: adminsOf(200),
    },
    {
      what: 'apply',
      path: '/estate',
      body: () => ({ estate: { clusters: [{ name: name() }] } }),
      expected: adminsOf(200),
    },
  ],

  ...PLAN_ENTRIES,
};
