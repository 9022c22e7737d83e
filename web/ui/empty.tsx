import type { ReactNode } from 'react';

/** Says why there is nothing, and what to do. */
export function Empty({ title, children, act }: { title: string; children?: ReactNode; act?: ReactNode }) {
  return (
    <div className="sy-empty">
      <svg width="64" height="40" viewBox="0 0 64 40" aria-hidden="true">
        <path
          d="M4 28h16l16-16h24M4 12h16l5 5M39 23l5 5h16"
          fill="none"
          stroke="var(--sy-line-strong)"
          strokeWidth="2.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <h2>{title}</h2>
      {children && <div className="sy-empty-why">{children}</div>}
      {act && <div className="sy-empty-act">{act}</div>}
    </div>
  );
}
