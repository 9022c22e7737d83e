import type { Role } from './roles.ts';

export interface Who {
  role: Role;
  /** null: all clusters. */
  clusterIds: readonly string[] | null;
}

/** One source for the server's 403, the disabled button's reason and the CLI's message. `everywhere`: only for those who see all clusters. */
const RULES = {
  'clusters.edit': { roles: ['admin'], everywhere: true },
  'sources.edit': { roles: ['admin'], everywhere: true },
  'sources.check': { roles: ['admin', 'operator'], everywhere: true },
  'sources.sync': { roles: ['admin', 'operator'], everywhere: true },
  'held-changes.decide': { roles: ['admin'], everywhere: true },
  'objects.refresh': { roles: ['admin', 'operator'], everywhere: false },
  'users.edit': { roles: ['admin'], everywhere: true },
  'tokens.edit': { roles: ['admin'], everywhere: true },
  'plans.dns': { roles: ['admin', 'operator'], everywhere: false },
  'plans.cache': { roles: ['admin', 'operator'], everywhere: false },
  'plans.adopt': { roles: ['admin'], everywhere: false },
  'plans.approve': { roles: ['admin', 'operator'], everywhere: false },
  'plans.override': { roles: ['admin'], everywhere: false },
  'estate.apply': { roles: ['admin'], everywhere: true },
} as const satisfies Record<string, { roles: readonly Role[]; everywhere: boolean }>;

export type Ability = keyof typeof RULES;
export const ABILITIES = Object.keys(RULES) as Ability[];

/** null when allowed, else the reason in words. */
export function whyNot(who: Who, ability: Ability): string | null {
  const rule = RULES[ability];
  if (!(rule.roles as readonly Role[]).includes(who.role))
    return `needs the role ${rule.roles.join(' or ')}; you are ${who.role}`;
  if (rule.everywhere && who.clusterIds !== null) return 'needs access to all clusters';
  return null;
}
