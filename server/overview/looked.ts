/** What is looked at: a cluster or everything, as of an instant or now. */
export interface Looked {
  clusterId: string | null;
  at: string | null;
}

/** $1 is the cluster; $2, where the past is asked for, the instant. */
export const valuesOf = ({ clusterId, at }: Looked): unknown[] => (at === null ? [clusterId] : [clusterId, at]);

export const instantSql = ({ at }: Looked) => (at === null ? 'now()' : '$2::timestamptz');

export const ownSql = (column: string) => `($1::uuid IS NULL OR ${column} = $1)`;
