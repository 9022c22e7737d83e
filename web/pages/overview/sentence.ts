import type { Overview } from '../../app/overview-query.ts';
import type { PlansAtWork } from '../../app/plans-at-work.ts';

/** A piece of the sentence; with a place to go it is a link. */
export interface Piece {
  text: string;
  to?: string;
}

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
export const numberWord = (count: number): string => WORDS[count] ?? count.toLocaleString('en');

const needs = (count: number) => `${numberWord(count)} ${count === 1 ? 'needs' : 'need'} attention`;
const SICK = new Set(['failing', 'stale']);

const all = (count: number) => (count === 2 ? 'both' : `all ${numberWord(count)}`);

function paused(sources: number, count: number): string {
  if (sources === 1) return 'the one source is paused';
  if (count === sources) return `${all(sources)} sources are paused`;
  return `${numberWord(count)} of ${numberWord(sources)} sources ${count === 1 ? 'is' : 'are'} paused`;
}

function freshness(sources: number, sick: number): string {
  if (sources === 1) return `the one source is ${sick === 0 ? 'fresh' : 'not fresh'}`;
  if (sick === 0) return `${all(sources)} sources are fresh`;
  return `${numberWord(sick)} of ${numberWord(sources)} sources ${sick === 1 ? 'is' : 'are'} not fresh`;
}

/** The state of things in one sentence, each part of which leads to what it speaks of. */
export function sentence(overview: Overview, plans: PlansAtWork = { running: 0, waiting: 0 }): Piece[] {
  const { failing, attention } = overview.findings;
  const pieces: Piece[] = [];
  if (failing > 0)
    pieces.push({
      text: `${numberWord(failing)} ${failing === 1 ? 'thing is' : 'things are'} failing`,
      to: '/findings?state=open&severity=failing',
    });
  if (attention > 0)
    pieces.push({
      text:
        failing > 0
          ? needs(attention)
          : `${numberWord(attention)} ${attention === 1 ? 'thing needs' : 'things need'} attention`,
      to: '/findings?state=open&severity=attention',
    });
  if (failing + attention === 0) pieces.push({ text: 'nothing is wrong' });

  if (plans.waiting > 0)
    pieces.push({
      text: `${numberWord(plans.waiting)} ${plans.waiting === 1 ? 'plan waits' : 'plans wait'} for a person`,
      to: '/plans?state=needs_person',
    });
  if (plans.running > 0)
    pieces.push({
      text: `${numberWord(plans.running)} ${plans.running === 1 ? 'plan is' : 'plans are'} under way`,
      to: '/plans?state=applying&state=undoing',
    });

  const events = overview.maintenance.length;
  if (events > 0)
    pieces.push({
      text: `${numberWord(events)} ${events === 1 ? 'server is' : 'servers are'} about to be worked on`,
      to: '/maintenance-events',
    });

  const sources = overview.sources.length;
  const held = overview.sources.filter(({ health }) => health === 'held').length;
  if (held > 0)
    pieces.push({
      text: `${numberWord(held)} ${held === 1 ? 'source waits' : 'sources wait'} for a decision`,
      to: '/sources',
    });
  const sick = overview.sources.filter(({ health }) => SICK.has(health)).length;
  const partial = overview.sources.filter(({ health }) => health === 'partial').length;
  if (partial > 0)
    pieces.push({
      text: `${numberWord(partial)} of ${numberWord(sources)} sources ${partial === 1 ? 'was' : 'were'} seen only in part`,
      to: '/sources',
    });
  const resting = overview.sources.filter(({ health }) => health === 'paused').length;
  if (resting > 0) pieces.push({ text: paused(sources, resting), to: '/sources' });
  // What is held was seen, but not taken over, of others some parts are missing, and what is paused is not meant to be fresh: neither fresh nor late.
  if (sources > 0 && (sick > 0 || held + partial + resting === 0))
    pieces.push({
      text: freshness(sources, sick),
      to: '/sources',
    });

  const [first, ...rest] = pieces;
  if (!first) return [];
  return [{ ...first, text: first.text.charAt(0).toUpperCase() + first.text.slice(1) }, ...rest];
}
