import { useGetList } from 'ra-core';
import type { PlanState } from '../../contract/plans/states.ts';
import type { Row } from '../api/data-provider.ts';
import { useScope } from '../ui/scoped-link.tsx';

/** An object as `linkedTo` names it. */
export const linkOf = (kindName: string, id: string): string => `${kindName}:${id}`;

/** All plans that concern an object. */
export const itsPlansPath = (kindName: string, id: string): string =>
  `/plans?linkedTo=${encodeURIComponent(linkOf(kindName, id))}`;

/** Plans that concern an object, the newest first; none while the past is shown. Events about plans ask for them again. */
export function useItsPlans(kindName: string, id: string, most: number, state: readonly PlanState[] = []) {
  const { at } = useScope();
  return useGetList<Row>(
    'plans',
    {
      filter: { linkedTo: linkOf(kindName, id), ...(state.length > 0 ? { state } : {}) },
      sort: { field: 'number', order: 'DESC' },
      pagination: { page: 1, perPage: most },
    },
    { enabled: at === null },
  );
}
