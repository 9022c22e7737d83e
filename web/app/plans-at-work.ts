import { useGetList } from 'ra-core';
import type { PlanState } from '../../contract/plans/states.ts';
import type { Row } from '../api/data-provider.ts';

const AT_WORK: readonly PlanState[] = ['applying', 'undoing', 'needs_person'];

export interface PlansAtWork {
  /** Being applied or undone. */
  running: number;
  /** A step waits for a person's word. */
  waiting: number;
}

/** Plans that somebody should know of wherever they are. */
export function usePlansAtWork(): PlansAtWork {
  const { data } = useGetList<Row>('plans', {
    filter: { state: AT_WORK },
    sort: { field: 'number', order: 'DESC' },
    pagination: { page: 1, perPage: 20 },
  });
  const waiting = (data ?? []).filter((plan) => plan['state'] === 'needs_person').length;
  return { running: (data ?? []).length - waiting, waiting };
}
