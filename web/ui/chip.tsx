import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

/** A filter in force; the cross takes it away. */
export function Chip({ children, onRemove, label }: { children: ReactNode; onRemove: () => void; label: string }) {
  return (
    <span className="sy-chip">
      {children}
      <button type="button" aria-label={`Remove filter ${label}`} onClick={onRemove}>
        <Icon name="close" size={12} />
      </button>
    </span>
  );
}
