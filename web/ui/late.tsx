import { useEffect, useState, type ReactNode } from 'react';

/** Placeholders only after 150 ms: what comes sooner would only flicker. */
const PATIENCE = 150;

export function Late({ children }: { children: ReactNode }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  return late ? <>{children}</> : null;
}

/** Grey lines where text will stand. */
export function Lines({ count = 3 }: { count?: number }) {
  return (
    <Late>
      <div className="sy-lines" role="status" aria-label="Loading">
        {Array.from({ length: count }, (_, index) => (
          <i key={index} style={{ width: `${92 - ((index * 23) % 50)}%` }} />
        ))}
      </div>
    </Late>
  );
}
