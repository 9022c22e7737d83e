import type { ReactNode } from 'react';

/** A card of the overview. */
export function Part({
  title,
  aside,
  children,
  className = '',
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={`sy-card ${className}`} aria-label={title}>
      <div className="sy-card-head">
        <h2>{title}</h2>
        {aside}
      </div>
      <div className="sy-card-body">{children}</div>
    </section>
  );
}
