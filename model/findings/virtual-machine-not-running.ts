import { finding } from './finding.ts';

export const virtualMachineNotRunning = finding({
  rule: 'virtual-machine-not-running',
  about: 'A virtual machine that starts with its host, and so should run, does not.',
  severity: 'failing',
  subject: 'virtual_machines',
  alias: 'v',
  reach: 'self',
  // A machine that is being started anew is shut off for a moment.
  after: '1 minute',
  select: `
    SELECT v.id AS subject_id, v.name AS subject_name, v.cluster_id,
           v.name || ' should run and does not' AS title,
           'It starts with its host, and is ' || CASE v.state WHEN 'crashed' THEN 'crashed' ELSE 'shut off' END AS reason,
           '[]'::jsonb AS involved
      FROM virtual_machines v
     WHERE v.gone_at IS NULL AND v.autostart AND v.persistent AND v.state IN ('shut-off', 'crashed') AND {{among}}`,
});
