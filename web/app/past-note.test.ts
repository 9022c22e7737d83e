import { describe, expect, it } from 'vitest';
import { kinds } from '../kinds/kinds.data.ts';
import { pastNote } from './past-note.ts';

describe('what a page does not know of the past', () => {
  it('is nothing where everything has a history', () => {
    for (const path of ['/', '/instances', '/record-sets/01', '/maintenance-events']) expect(pastNote(path)).toBeNull();
  });

  it('is all of it for what the panel itself owns', () => {
    expect(pastNote('/users')).toBe('Users are shown as they are now.');
    expect(pastNote('/tokens/01')).toBe('Tokens are shown as they are now.');
    expect(pastNote('/sources')).toBe('Sources are shown as they are now.');
    expect(pastNote('/sessions')).toBe('Sessions are shown as they are now.');
    expect(pastNote('/requests/01')).toBe('Records are shown as they are now.');
    for (const kind of kinds.filter(({ past }) => !past)) expect(pastNote(`/${kind.path}`)).not.toBeNull();
  });

  it('is how findings are worded, and a cluster’s own facts', () => {
    expect(pastNote('/findings')).toBe('Titles are shown as they are now.');
    expect(pastNote('/findings/01')).toBe('Title and reason are shown as they are now.');
    expect(pastNote('/clusters/01')).toMatch(/^The cluster’s own facts and rules/);
  });
});
