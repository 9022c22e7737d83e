import { columnOf, type Kind } from '../../contract/kinds/kind.ts';
import type { DatabaseRoles } from '../access/roles.ts';

/** So many objects, first in the order of their kind, and as many from all over the table are looked at one by one before the index is asked. */
const REACH = 500;

/**
 * Functions that look into the search texts of a kind. LIKE is not leakproof: under a policy PostgreSQL would not use the index for it,
 * so the owner searches among the reader's clusters (NULL: all), and the policy filters what the reader then fetches.
 * Words are lower-case patterns for LIKE, of which all must be held.
 */
export const searchFunctions = (kind: Kind, roles: DatabaseRoles) => `
DROP FUNCTION IF EXISTS search_${kind.name}(text, uuid[], boolean, integer), search_${kind.name}_at(text, timestamptz, uuid[], integer);
${searchNow(kind)}
${searchAt(kind)}
${find(kind)}
${['search', 'find', 'at']
  .map((which) => SIGNATURES[which]!(kind.name))
  .map(
    (one) =>
      `REVOKE ALL ON FUNCTION ${one} FROM PUBLIC; GRANT EXECUTE ON FUNCTION ${one} TO ${roles.readerAll}, ${roles.readerCluster};`,
  )
  .join('\n')}`;

const SIGNATURES: Record<string, (name: string) => string> = {
  search: (name) => `search_${name}(text[], uuid[], boolean, integer)`,
  at: (name) => `search_${name}_at(text[], timestamptz, uuid[], integer)`,
  find: (name) => `find_${name}(text[], text[], boolean, uuid[], integer)`,
};

const LANGUAGE = 'LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp';

/**
 * The words as a condition. They stand in the text: only so does PostgreSQL know how common they are.
 * The index would read the places of every run of three letters in a word, most of them runs that many rows hold: 10 ms for "198.51.100.7" among 100,000
 * rows of that network. So it is asked for the three runs of a word that are in the fewest of the rows which PostgreSQL keeps as a sample; what it finds is
 * held against the whole word, behind an operator that hides it from the index.
 */
export const searchCondition = `
CREATE OR REPLACE FUNCTION search_condition(kind text, words text[]) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  sample text := (SELECT array_to_string(histogram_bounds::text::text[], E'\\n') FROM pg_stats
                   WHERE schemaname = 'public' AND tablename = kind AND attname = 'search');
BEGIN
  RETURN (
    SELECT string_agg(CASE WHEN piece IS NULL THEN format('search LIKE %L', word)
                           ELSE format('search LIKE %L AND search || '''' LIKE %L', '%' || piece || '%', word) END, ' AND ')
      FROM unnest(words) word LEFT JOIN LATERAL (
        SELECT substr(word, n, 5) AS piece
          FROM (SELECT n, sum(taken) OVER piece AS read, min(taken) OVER piece AS rarest, count(*) OVER piece AS runs
                  FROM (SELECT n, octet_length(sample) - octet_length(replace(sample, substr(word, n, 3), '')) AS taken
                          FROM generate_series(2, length(word) - 3) n) run
                WINDOW piece AS (ORDER BY n ROWS BETWEEN CURRENT ROW AND 2 FOLLOWING)) p
         WHERE runs = 3 AND rarest < 9 AND length(word) > 8 AND strpos(word, '\\') = 0 AND sample <> ''
         ORDER BY read, n LIMIT 1) rare ON true);
END $$;
REVOKE ALL ON FUNCTION search_condition(text, text[]) FROM PUBLIC;`;

const IN_CLUSTERS = (parameter: string) =>
  `CASE WHEN clusters IS NOT NULL THEN 'AND cluster_id = ANY (${parameter})' END`;

/**
 * Ids of objects that hold all words, up to a cap. Materialized, so that it is planned as if all were wanted: for the first few PostgreSQL would
 * read the table, in the hope that matches are spread over it, and they may all lie at its end.
 */
const searchNow = ({ name }: Kind) => `
DROP FUNCTION IF EXISTS ${SIGNATURES['search']!(name)};
CREATE FUNCTION search_${name}(words text[], clusters uuid[], with_gone boolean, cap integer) RETURNS SETOF uuid
${LANGUAGE} AS $$
BEGIN
  RETURN QUERY EXECUTE format(
    'WITH hits AS MATERIALIZED (SELECT id FROM ${name} WHERE %s %s %s) SELECT id FROM hits LIMIT $2',
    search_condition('${name}', words), CASE WHEN NOT with_gone THEN 'AND gone_at IS NULL' END, ${IN_CLUSTERS('$1')}) USING clusters, cap;
END $$;`;

/** The same of an instant: of what looks still as it did then, and of versions that have ended since. */
const searchAt = ({ name }: Kind) => `
DROP FUNCTION IF EXISTS ${SIGNATURES['at']!(name)};
CREATE FUNCTION search_${name}_at(words text[], instant timestamptz, clusters uuid[], cap integer) RETURNS SETOF uuid
${LANGUAGE} AS $$
BEGIN
  RETURN QUERY EXECUTE format(
    'WITH hits AS MATERIALIZED (
       SELECT id FROM ${name} WHERE valid_from <= $2 AND %1$s %2$s
       UNION ALL SELECT id FROM ${name}_history WHERE valid_from <= $2 AND valid_to > $2 AND %1$s %2$s)
     SELECT id FROM hits LIMIT $3',
    search_condition('${name}', words), ${IN_CLUSTERS('$1')}) USING clusters, instant, cap;
END $$;`;

/**
 * The best matches among live objects: names and ids as typed, names that begin so, then whatever else holds all words; \`more\`: not all of them are here.
 * A broad word is in a large part of all objects. The index would hand over every one of them (20 ms for 100,000), while the first in order, or a
 * sample, show enough of them; what these do not show is rare enough for the index. \`indexed\` false: the words are too short for it.
 * \`typed\` is the text in lower case, then as it may be written otherwise. What begins with it sorts, in every usual collation, between it and it
 * with many z.
 */
const find = ({ name, order }: Kind) => `
DROP FUNCTION IF EXISTS ${SIGNATURES['find']!(name)};
CREATE FUNCTION find_${name}(typed text[], words text[], indexed boolean, clusters uuid[], most integer, OUT ids uuid[], OUT more boolean)
${LANGUAGE} AS $$
DECLARE
  first uuid[];
  looked_at integer;
  percent real;
  reach integer := CASE WHEN clusters IS NULL THEN ${REACH} ELSE greatest(5, ${REACH} / greatest(1, cardinality(clusters))) END;
BEGIN
  ids := ARRAY(
    (SELECT id FROM ${name} WHERE name = ANY (typed) AND gone_at IS NULL AND (clusters IS NULL OR cluster_id = ANY (clusters)) LIMIT most)
    UNION ALL
    (SELECT id FROM ${name} WHERE realm = ANY (ARRAY(SELECT system || ':' || account FROM sources)) AND key = ANY (typed)
        AND gone_at IS NULL AND (clusters IS NULL OR cluster_id = ANY (clusters))));
  IF clusters IS NULL THEN
    first := ARRAY(SELECT id FROM ${name} WHERE ${BEGINS} AND gone_at IS NULL ORDER BY name, id LIMIT most);
  ELSE
    first := ARRAY(SELECT o.id FROM unnest(clusters) AS one, LATERAL (
      SELECT id, name FROM ${name} WHERE cluster_id = one AND ${BEGINS} AND gone_at IS NULL ORDER BY name, id LIMIT most) o ORDER BY o.name, o.id LIMIT most);
  END IF;
  ids := ids || first;
  more := cardinality(first) >= most;
  IF more THEN RETURN; END IF;

  IF clusters IS NULL THEN
    WITH near AS MATERIALIZED (SELECT id, search FROM ${name} WHERE gone_at IS NULL ORDER BY ${columnOf(order)}, id LIMIT reach)
    SELECT ${FIRST_OF_NEAR} INTO first, looked_at;
  ELSE
    WITH near AS MATERIALIZED (SELECT o.id, o.search FROM unnest(clusters) AS one, LATERAL (
      SELECT id, search FROM ${name} WHERE cluster_id = one AND gone_at IS NULL ORDER BY ${columnOf(order)}, id LIMIT reach) o)
    SELECT ${FIRST_OF_NEAR} INTO first, looked_at;
  END IF;
  ids := ids || first;
  more := cardinality(first) >= most;
  IF more OR looked_at < reach THEN RETURN; END IF;

  percent := (SELECT least(100, 100.0 * ${REACH} / greatest(1, reltuples)) FROM pg_class WHERE oid = '${name}'::regclass);
  first := ARRAY(SELECT id FROM ${name} TABLESAMPLE SYSTEM (percent) REPEATABLE (1)
                  WHERE search LIKE ALL (words) AND gone_at IS NULL AND (clusters IS NULL OR cluster_id = ANY (clusters)) LIMIT most);
  ids := ids || first;
  more := cardinality(first) >= most OR NOT indexed;
  IF more THEN RETURN; END IF;
  first := ARRAY(SELECT search_${name}(words, clusters, false, most));
  ids := ids || first;
  more := cardinality(first) >= most;
END $$;`;

const BEGINS = `name > typed[1] AND name <= typed[1] || 'zzzzzzzz'`;
const FIRST_OF_NEAR = `ARRAY(SELECT id FROM near WHERE search LIKE ALL (words) LIMIT most), (SELECT count(*) FROM near)`;
