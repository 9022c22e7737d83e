import { describe, expect, it } from 'vitest';
import type { Overview } from '../../app/overview-query.ts';
import { sentence } from './sentence.ts';

const source = (health: Overview['sources'][number]['health']) => ({ health }) as Overview['sources'][number];
const overview = (more: Partial<Overview>): Overview => ({
  at: '2026-11-20T12:00:00Z',
  sources: [],
  counts: [],
  findings: { failing: 0, attention: 0, note: 0 },
  maintenance: [],
  changes: [],
  ...more,
});
const said = (more: Partial<Overview>) => sentence(overview(more)).map(({ text }) => text);

describe('the overview in one sentence', () => {
  it('says so when all is well', () => {
    expect(said({ sources: [source('fresh'), source('working')] })).toEqual([
      'Nothing is wrong',
      'both sources are fresh',
    ]);
    expect(said({})).toEqual(['Nothing is wrong']);
  });

  it('names what fails first, in the right number', () => {
    expect(said({ findings: { failing: 1, attention: 2, note: 9 } })).toEqual([
      'One thing is failing',
      'two need attention',
    ]);
    expect(said({ findings: { failing: 0, attention: 1, note: 0 } })).toEqual(['One thing needs attention']);
    expect(said({ findings: { failing: 1200, attention: 0, note: 0 } })).toEqual(['1,200 things are failing']);
  });

  it('counts sources that are not fresh, and what is about to happen', () => {
    expect(
      said({
        sources: [source('failing'), source('held'), source('fresh')],
        maintenance: [{} as Overview['maintenance'][number]],
      }),
    ).toEqual([
      'Nothing is wrong',
      'one server is about to be worked on',
      'one source waits for a decision',
      'one of three sources is not fresh',
    ]);
    expect(said({ sources: [source('held'), source('fresh')] })).toEqual([
      'Nothing is wrong',
      'one source waits for a decision',
    ]);
    expect(said({ sources: [source('held'), source('failing')] })).toEqual([
      'Nothing is wrong',
      'one source waits for a decision',
      'one of two sources is not fresh',
    ]);
    expect(said({ sources: [source('stale')] })).toEqual(['Nothing is wrong', 'the one source is not fresh']);
  });

  it('never calls fresh what was seen only in part', () => {
    expect(said({ sources: [source('partial'), source('fresh'), source('partial')] })).toEqual([
      'Nothing is wrong',
      'two of three sources were seen only in part',
    ]);
    expect(said({ sources: [source('partial'), source('stale')] }).slice(1)).toEqual([
      'one of two sources was seen only in part',
      'one of two sources is not fresh',
    ]);
  });

  it('does not call fresh what is paused', () => {
    expect(said({ sources: [source('paused')] }).slice(1)).toEqual(['the one source is paused']);
    expect(said({ sources: [source('paused'), source('paused')] }).slice(1)).toEqual(['both sources are paused']);
    expect(said({ sources: [source('paused'), source('fresh'), source('stale')] }).slice(1)).toEqual([
      'one of three sources is paused',
      'one of three sources is not fresh',
    ]);
  });

  it('tells of plans at work, and of those that wait for a person', () => {
    const texts = (running: number, waiting: number) =>
      sentence(overview({}), { running, waiting }).map(({ text }) => text);
    expect(texts(1, 0)).toContain('one plan is under way');
    expect(texts(2, 1)).toEqual(expect.arrayContaining(['one plan waits for a person', 'two plans are under way']));
  });

  it('leads to what it speaks of', () => {
    expect(sentence(overview({ findings: { failing: 1, attention: 0, note: 0 } }))[0]?.to).toBe(
      '/findings?state=open&severity=failing',
    );
  });
});
