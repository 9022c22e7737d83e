import type { Impact } from '../../contract/api/links.ts';
import { linkRules } from '../../model/links/rules.ts';
import type { Reading } from '../reader.ts';
import { linksAt } from './links.ts';
import { readNeighbours } from './neighbours.ts';

export const DEEPEST = 6;
const MOST_NODES = 500;
/** Links looked at in one step; a hub of more has long filled the nodes. */
const MOST_A_STEP = 5000;

const rulesBy = (way: string) => linkRules.filter((rule) => rule.impact === way).map((rule) => rule.name);
export const FORWARD = rulesBy('forward');
export const BACKWARD = rulesBy('backward');

interface Step {
  rule: string;
  here: string;
  kind: string;
  id: string;
}

/**
 * What fails or changes when an object does: along each rule's direction, breadth first, a step a query. A recursive query could stop neither at
 * nodes it has seen at another depth nor at a number of them. The walk ends where the reader's sight does, and counts nothing beyond.
 */
export async function readImpact(
  reading: Reading,
  start: { kind: string; id: string },
  depth: number,
  at: string | null,
): Promise<Impact> {
  const depths = new Map<string, { kind: string; depth: number }>([[start.id, { kind: start.kind, depth: 0 }]]);
  const edges = new Map<string, { from: string; to: string; rule: string }>();
  let cut: string | null = null;
  let frontier = [start.id];
  for (let step = 1; frontier.length && !cut; step++) {
    const links = await stepFrom(reading, frontier, at);
    if (step > depth) {
      if (links.some((link) => !depths.has(link.id))) cut = `the walk ends after ${depth} steps; there is more beyond`;
      for (const link of links) if (depths.has(link.id)) note(edges, link);
      break;
    }
    const next: string[] = [];
    if (links.length >= MOST_A_STEP) cut = `more than ${MOST_A_STEP} links in one step; not all of them were followed`;
    for (const link of links) {
      if (!depths.has(link.id)) {
        if (depths.size >= MOST_NODES) {
          cut ??= `the walk ends at ${MOST_NODES} objects; there are more`;
          continue;
        }
        depths.set(link.id, { kind: link.kind, depth: step });
        next.push(link.id);
      }
      note(edges, link);
    }
    frontier = next;
  }
  const neighbours = await readNeighbours(
    reading,
    [...depths].map(([id, { kind }]) => ({ kind, id })),
    at,
  );
  return {
    nodes: [...depths].flatMap(([id, node]) => {
      const object = neighbours.get(id);
      return object ? [{ ...object, depth: node.depth }] : [];
    }),
    edges: [...edges.values()].filter(({ from, to }) => neighbours.has(from) && neighbours.has(to)),
    cut,
  };
}

/** `from` is what fails first. Several keys of one rule are one edge. */
const note = (edges: Map<string, { from: string; to: string; rule: string }>, { here, id, rule }: Step) =>
  edges.set(`${here} ${id} ${rule}`, { from: here, to: id, rule });

async function stepFrom(reading: Reading, frontier: string[], at: string | null): Promise<Step[]> {
  const n = at === null ? 2 : 3;
  const forward = linksAt(
    at,
    'l.rule, l.from_id AS here, l.to_kind AS kind, l.to_id AS id',
    `l.from_id = ANY ($1::uuid[]) AND l.rule = ANY ($${n}::text[])`,
  );
  const backward = linksAt(
    at,
    'l.rule, l.to_id, l.from_kind, l.from_id',
    `l.to_id = ANY ($1::uuid[]) AND l.rule = ANY ($${n + 1}::text[])`,
  );
  const { rows } = await reading.client.query<Step>({
    text: `SELECT DISTINCT * FROM (${forward} UNION ALL ${backward}) z ORDER BY kind, id, rule LIMIT ${MOST_A_STEP}`,
    values: [frontier, ...(at === null ? [] : [at]), FORWARD, BACKWARD],
    name: `impact${at === null ? '' : '_at'}_${reading.role}`,
  });
  return rows;
}
