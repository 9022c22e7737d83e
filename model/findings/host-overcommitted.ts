import { finding } from './finding.ts';

/** Processors are shared without harm for long; memory is not: what is over is swapped out, or machines are killed. */
const VCPUS_A_CPU = 8;

export const hostOvercommitted = finding({
  rule: 'host-overcommitted',
  about: `The machines that run on a host may use more memory than it has, or have more than ${VCPUS_A_CPU} virtual processors for each of its own.`,
  severity: 'attention',
  subject: 'hosts',
  alias: 'h',
  reach: 'near',
  settles: '1 minute',
  settledBy: 'source',
  select: `
    SELECT h.id AS subject_id, h.name AS subject_name, h.cluster_id,
           h.name || ' is over-committed' AS title,
           m.machines || ' running machines may use ' || round(m.memory / 1073741824.0, 1) || ' GiB of ' || round(h.memory / 1073741824.0, 1)
             || ' GiB memory and have ' || m.vcpus || ' virtual processors for ' || h.cpus AS reason,
           '[]'::jsonb AS involved
      FROM hosts h
      CROSS JOIN LATERAL (
        SELECT count(*) AS machines, coalesce(sum(v.memory), 0) AS memory, coalesce(sum(v.vcpus), 0) AS vcpus
          FROM links l JOIN virtual_machines v ON v.id = l.from_id AND v.gone_at IS NULL AND v.state NOT IN ('shut-off', 'crashed')
         WHERE l.to_id = h.id AND l.rule = 'virtual-machine-host') m
     WHERE h.gone_at IS NULL AND {{among}} AND (m.memory > h.memory OR m.vcpus > ${VCPUS_A_CPU} * h.cpus)`,
});
