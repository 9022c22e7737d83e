/**
 * The environment for PostgreSQL's programs: without PG… settings of the person's shell (PGDATA, PGPORT, PGOPTIONS), and
 * with English messages, which are read here.
 */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(PG|LC_|LANG|SWITCHYARD_|DATABASE_URL|REDIS_URL)/.test(name),
  );
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}
