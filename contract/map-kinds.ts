/**
 * The kinds that the map shows, from left to right: what takes traffic, the machines that serve it with what runs them, the names that lead there,
 * where the data is. Plain data, for server and UI alike.
 */
export const MAP_KINDS = [
  'load_balancers',
  'target_groups',
  'hosts',
  'virtual_machines',
  'instances',
  'record_sets',
  'database_servers',
  'databases',
] as const;
export type MapKind = (typeof MAP_KINDS)[number];

/** Objects that are shown one by one; of more there are groups. */
export const MAP_LIMIT = 2000;

/** A group has an id of its own: the objects of one kind in one cluster, or in none. */
export const groupId = (clusterId: string | null, kind: string) => `${clusterId ?? 'none'}:${kind}`;
