import type { Ability } from '../../contract/access/can.ts';
import { useScope } from '../ui/scoped-link.tsx';
import { useMe } from './session.ts';

const PAST = 'this is the past: go back to now to act';

/** Of each ability: null when the act is allowed here and now, else the reason in words; the server's own where it is a matter of rights. */
export function useWhyNotOf(): (ability: Ability) => string | null {
  const who = useMe();
  const { at } = useScope();
  return (ability) => {
    if (at) return PAST;
    return who ? (who.whyNot[ability] ?? null) : 'nobody is signed in';
  };
}

export const useWhyNot = (ability: Ability): string | null => useWhyNotOf()(ability);
