import { useEffect, useRef } from 'react';

export interface ListKeys {
  search: () => void;
  move: (by: number) => void;
  toggle: () => void;
  open: () => void;
  clear: () => void;
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** `j k ⏎ x /` wherever the focus is, except where one types or something lies over the page. */
export function useListKeys(keys: ListKeys): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      const target = event.target as HTMLElement;
      const ticking = target instanceof HTMLInputElement && target.type === 'checkbox';
      if ((typing(target) && !ticking) || target.closest('dialog, [popover]')) return;
      const { search, move, toggle, open, clear } = current.current;
      const act: Record<string, () => void> = {
        '/': search,
        j: () => move(1),
        k: () => move(-1),
        x: toggle,
        Escape: clear,
      };
      // Enter belongs to what has the focus; the grid itself opens its active row.
      if (event.key === 'Enter' && target === document.body) open();
      const found = act[event.key];
      if (!found) return;
      event.preventDefault();
      found();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
