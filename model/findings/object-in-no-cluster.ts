import { syncedKinds } from '../../contract/kinds/all.ts';
import type { Kind } from '../../contract/kinds/kind.ts';
import { finding, type Finding } from './finding.ts';

const article = (kind: Kind) => (/^[aeiou]/.test(kind.one) ? 'An' : 'A');

/** One rule a kind: only kinds that rules can ask for. Without any cluster there is nothing to belong to, and nothing is said. */
export const objectsInNoCluster: Finding[] = syncedKinds
  .filter((kind) => kind.membership && kind.name !== 'maintenance_events')
  .map((kind) =>
    finding({
      rule: `${kind.name.replaceAll('_', '-')}-in-no-cluster`,
      about: `${article(kind)} ${kind.one} that no membership rule of any cluster matches.`,
      severity: 'note',
      subject: kind.name,
      alias: 'o',
      reach: 'self',
      select: `
        SELECT o.id AS subject_id, o.name AS subject_name, o.cluster_id, o.name || ' belongs to no cluster' AS title,
               'No membership rule matches it; only readers of all clusters see it' AS reason, '[]'::jsonb AS involved
          FROM ${kind.name} o
         WHERE o.gone_at IS NULL AND o.cluster_id IS NULL AND o.cluster_conflict IS NULL AND {{among}}
           AND EXISTS (SELECT FROM clusters)`,
    }),
  );

export const objectsInTwoClusters: Finding[] = syncedKinds
  .filter((kind) => kind.membership)
  .map((kind) =>
    finding({
      rule: `${kind.name.replaceAll('_', '-')}-in-two-clusters`,
      about: `${article(kind)} ${kind.one} that the rules of more than one cluster match.`,
      severity: 'attention',
      subject: kind.name,
      alias: 'o',
      reach: 'self',
      select: `
        SELECT o.id AS subject_id, o.name AS subject_name, o.cluster_id, o.name || ' is claimed by more than one cluster' AS title,
               'Rules of ' || string_agg(c.name, ' and ' ORDER BY c.name) || ' match it; until that is settled it is in none of them' AS reason,
               jsonb_agg(jsonb_build_object('kind', 'clusters', 'id', c.id, 'name', c.name, 'part', 'claims it') ORDER BY c.name) AS involved
          FROM ${kind.name} o JOIN clusters c ON c.id = ANY (o.cluster_conflict)
         WHERE o.gone_at IS NULL AND o.cluster_conflict IS NOT NULL AND {{among}}
         GROUP BY o.id, o.name, o.cluster_id`,
    }),
  );
