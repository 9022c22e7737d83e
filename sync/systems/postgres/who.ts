/**
 * Columns that tell who a server is: whose data it has, whether it follows, since when it runs, and on which timeline. A primary is on that of the log
 * which it writes; its control file follows with the next checkpoint only.
 */
export const WHO = `
  s.system_identifier::text AS "systemIdentifier", pg_is_in_recovery() AS "inRecovery",
  CASE WHEN pg_is_in_recovery() THEN coalesce(w.received_tli, c.timeline_id)
       ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int END AS timeline,
  to_char(pg_postmaster_start_time() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "startedAt"`;

/** Who may not see what others do is not refused: their connections and replicas are then just not there. */
export const MAY_SEE = `pg_has_role('pg_read_all_stats', 'USAGE') AS "isMonitor"`;

export const FROM_ITSELF = `
  FROM pg_control_system() s, pg_control_checkpoint() c LEFT JOIN pg_stat_wal_receiver w ON true`;
