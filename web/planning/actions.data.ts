import type { ActionCard } from '../../contract/actions/action-card.ts';
import { actionCards } from '../../contract/actions/all.ts';
import { webAction, type WebAction } from './web-action.ts';

/** Every action as plain data. The build evaluates this module and ships its value, as it does with the kinds (`vite.config.ts`). */
export const actions: readonly WebAction[] = (actionCards as readonly unknown[] as readonly ActionCard[]).map(
  webAction,
);
