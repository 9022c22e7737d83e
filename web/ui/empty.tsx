import type { ReactNode } from 'react';

interface Props {
  title: string;
  children?: ReactNode;
  act?: ReactNode;
  /** It stands in place of the whole page, so its title is the page's. */
  page?: boolean;
}

/** Says why there is nothing, and what to do. */
export function Empty({ title, children, act, page = false }: Props) {
  const Heading = page ? 'h1' : 'h2';
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
      <Heading>{title}</Heading>
      {children && <div className="sy-empty-why">{children}</div>}
      {act && <div className="sy-empty-act">{act}</div>}
    </div>
  );
}
