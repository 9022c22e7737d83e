import type { ReactNode } from 'react';
import type { Severity } from '../../contract/kinds/findings.ts';
import type { Status as Word } from '../../contract/kinds/kind.ts';

export type Mark = Word | 'note';

/** Status is shape + word + colour, from this one table; never colour alone. */
const MARKS: Record<Mark, { word: string; shape: ReactNode }> = {
  ok: { word: 'ok', shape: <circle cx="6" cy="6" r="4" fill="currentColor" /> },
  attention: { word: 'attention', shape: <path d="M6 1.2 11 10.4H1z" fill="currentColor" /> },
  failing: { word: 'failing', shape: <rect x="1.8" y="1.8" width="8.4" height="8.4" rx="1" fill="currentColor" /> },
  stale: {
    word: 'stale',
    shape: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.2 1.6" />,
  },
  gone: {
    word: 'gone',
    shape: (
      <>
        <circle cx="6" cy="6" r="3.8" fill="none" stroke="currentColor" strokeWidth="1.4" />
        <path d="M1.6 10.4 10.4 1.6" stroke="currentColor" strokeWidth="1.2" />
      </>
    ),
  },
  working: {
    word: 'working',
    shape: (
      <>
        <circle cx="6" cy="6" r="4.1" fill="none" stroke="currentColor" strokeWidth="1.4" />
        <path d="M6 6V1.9A4.1 4.1 0 0 1 10.1 6z" fill="currentColor" />
      </>
    ),
  },
  note: {
    word: 'note',
    shape: <path d="M6 1.4 10.6 6 6 10.6 1.4 6z" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  },
};

export const severityMark: Record<Severity, Mark> = { failing: 'failing', attention: 'attention', note: 'note' };

/** The shape alone, named for those who do not see it. */
export function StatusMark({ status, label }: { status: Mark; label?: string | undefined }) {
  const { word, shape } = MARKS[status];
  // An empty label: what stands beside it says the same.
  const named = label === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label ?? word };
  return (
    <svg className={`sy-mark sy-${status}`} viewBox="0 0 12 12" {...named}>
      {shape}
    </svg>
  );
}

/**
 * Shape and word. `word` replaces the table's by the provider's own, such as `running`. What is gone is struck through, unless the word tells
 * of what has happened (`over`): `undone` struck through would say the opposite.
 */
export function StatusWord({ status, word, over = false }: { status: Mark; word?: ReactNode; over?: boolean }) {
  const { word: own, shape } = MARKS[status];
  return (
    <span className={`sy-status sy-${status}${over ? ' sy-over' : ''}`}>
      <svg className="sy-mark" viewBox="0 0 12 12" aria-hidden="true">
        {shape}
      </svg>
      <span>{word ?? own}</span>
    </span>
  );
}
