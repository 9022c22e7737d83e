import type { ActiveFaults } from '../faults.ts';
import type { ApiToken, CloudflarePermission } from '../world/cloudflare-schema.ts';
import type { World } from '../world/world.ts';
import type { Zone } from '../world/zone.ts';
import { refusals } from './cloudflare-error.ts';

/** The account that the credentials belong to after `other-account`: it has no zones. */
export const somebodyElse = { id: '00000000000000000000000000099999', name: 'Somebody Else' };

/** What the bearer of a token may see and do. */
export class TokenAccess {
  readonly token: ApiToken;
  readonly #faults: ActiveFaults;

  constructor(token: ApiToken, faults: ActiveFaults) {
    this.token = token;
    this.#faults = faults;
  }

  get hasMoved(): boolean {
    return this.#faults.feel('other-account') !== undefined;
  }

  may(permission: CloudflarePermission): boolean {
    const granted = this.token.permissions.includes(permission) || (permission === 'DNS Read' && this.may('DNS Write'));
    return granted && !this.#faults.missing(permission);
  }

  sees(zone: Zone): boolean {
    const { accountIds, zoneIds } = this.token;
    return !this.hasMoved && accountIds.includes(zone.details.accountId) && (zoneIds?.includes(zone.id) ?? true);
  }
}

/**
 * @param verifies `GET /user/tokens/verify` words a bad token differently from everything else
 * @throws CloudflareError
 */
export function tokenAccess(
  world: World,
  authorization: string | undefined,
  faults: ActiveFaults,
  verifies: boolean,
): TokenAccess {
  if (authorization === undefined) throw refusals.noCredentials();
  const given = /^Bearer ([A-Za-z0-9_-]{20,120})$/.exec(authorization)?.[1];
  if (given === undefined) throw refusals.malformedToken();
  const token = world.cloudflare.tokens.find((candidate) => candidate.token === given);
  const works = token && token.status === 'active' && !faults.feel('revoke');
  if (!works) throw verifies ? refusals.invalidToken() : refusals.refusedToken();
  return new TokenAccess(token, faults);
}
