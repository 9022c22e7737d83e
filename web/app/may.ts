import type { Ability } from '../../contract/access/can.ts';
import { useScope } from '../ui/scoped-link.tsx';
import { useMe } from './session.ts';

const PAST = 'this is the past: go back to now to act';

/** null when the act is allowed here and now, else the reason in words; the server's own where it is a matter of rights. */
export function useWhyNot(ability: Ability): string | null {
  const who = useMe();
  const { at } = useScope();
  if (at) return PAST;
  return who ? (who.whyNot[ability] ?? null) : 'nobody is signed in';
}
