import type { ActionForm } from './action-form.ts';
import { create } from './create.ts';
import { edit } from './edit.ts';
import { flip } from './flip.ts';
import { adopt, lowerTtl, remove } from './many-sets.ts';
import { purge } from './purge.ts';
import { repoint } from './repoint.ts';
import { releaseHeld, setMode } from './sources.ts';

const forms = [flip, repoint, create, edit, remove, lowerTtl, adopt, purge, releaseHeld, setMode];

/** Every action has one: `forms.test.ts` holds them against the cards. */
const byAction = new Map<string, ActionForm>(forms.map((form) => [form.action, form]));

export const formOf = (action: string): ActionForm | undefined => byAction.get(action);
