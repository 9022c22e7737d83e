import type { Route } from '../http/route.ts';
import { eventRoutes } from './events.ts';
import { kindRoutes } from './kinds.ts';
import { sessionRoutes } from './session.ts';

/** Every endpoint of the API. Fixed paths win over those with parameters, whatever their order here. */
export const apiRoutes: readonly Route[] = [...sessionRoutes, ...kindRoutes, ...eventRoutes];
