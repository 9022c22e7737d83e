import type { Route } from '../http/route.ts';
import { clusterRoutes } from './clusters.ts';
import { estateRoutes } from './estate.ts';
import { eventRoutes } from './events.ts';
import { everythingRoutes } from './everything.ts';
import { heldChangeRoutes } from './held-changes.ts';
import { kindRoutes } from './kinds.ts';
import { mapRoutes } from './map.ts';
import { objectRoutes } from './objects.ts';
import { planRoutes } from './plans.ts';
import { sessionRoutes } from './session.ts';
import { sourceRoutes } from './sources.ts';
import { userRoutes } from './users.ts';

/** Every endpoint of the API. Fixed paths win over those with parameters, whatever their order here. */
export const apiRoutes: readonly Route[] = [
  ...sessionRoutes,
  ...everythingRoutes,
  ...mapRoutes,
  ...kindRoutes,
  ...objectRoutes,
  ...clusterRoutes,
  ...sourceRoutes,
  ...heldChangeRoutes,
  ...planRoutes,
  ...userRoutes,
  ...estateRoutes,
  ...eventRoutes,
];
