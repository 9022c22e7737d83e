import { ABILITIES, type Ability, whyNot } from '../contract/access/can.ts';
import type { Role } from '../contract/access/roles.ts';
import type { Kind } from '../contract/kinds/kind.ts';

/** Who asks: read from the database in every request. */
export interface Principal {
  id: string;
  name: string;
  via: 'session' | 'token';
  sessionId: string | null;
  role: Role;
  /** null: all clusters. */
  clusterIds: string[] | null;
  /** When the session or token was last noted as used. */
  seenAt: string;
}

/** null when the kind may be read at all, else why not. What of it is visible is up to the row's policy. */
export function whyNotRead(kind: Kind, principal: Pick<Principal, 'role' | 'clusterIds'>): string | null {
  if (['cluster', 'clusters', 'self'].includes(kind.visibility)) return null;
  if (principal.clusterIds !== null) return 'needs access to all clusters';
  if (kind.visibility === 'admin' && principal.role !== 'admin')
    return `needs the role admin; you are ${principal.role}`;
  return null;
}

export const abilitiesOf = (principal: Principal): Record<Ability, string | null> =>
  Object.fromEntries(ABILITIES.map((ability) => [ability, whyNot(principal, ability)])) as Record<
    Ability,
    string | null
  >;
