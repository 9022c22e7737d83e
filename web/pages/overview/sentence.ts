import type { Overview } from '../../app/overview-query.ts';

/** A piece of the sentence; with a place to go it is a link. */
export interface Piece {
  text: string;
  to?: string;
}

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
export const numberWord = (count: number): string => WORDS[count] ?? count.toLocaleString('en');

const needs = (count: number) => `${numberWord(count)} ${count === 1 ? 'needs' : 'need'} attention`;
const SICK = new Set(['failing', 'stale', 'held']);

/** The state of things in one sentence, each part of which leads to what it speaks of. */
export function sentence(overview: Overview): Piece[] {
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

  const events = overview.maintenance.length;
  if (events > 0)
    pieces.push({
      text: `${numberWord(events)} ${events === 1 ? 'server is' : 'servers are'} about to be worked on`,
      to: '/maintenance-events',
    });

  const sources = overview.sources.length;
  const sick = overview.sources.filter(({ health }) => SICK.has(health)).length;
  if (sources > 0)
    pieces.push({
      text:
        sick === 0
          ? sources === 1
            ? 'the one source is fresh'
            : `all ${numberWord(sources)} sources are fresh`
          : `${numberWord(sick)} of ${numberWord(sources)} ${sources === 1 ? 'source' : 'sources'} ${sick === 1 ? 'is' : 'are'} not fresh`,
      to: '/sources',
    });

  const [first, ...rest] = pieces;
  if (!first) return [];
  return [{ ...first, text: first.text.charAt(0).toUpperCase() + first.text.slice(1) }, ...rest];
}
