import { useEffect, useRef } from 'react';

const typing = (target: HTMLElement) =>
  target.isContentEditable ||
  /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
  (target instanceof HTMLInputElement && !['checkbox', 'radio'].includes(target.type));

/** `r` rolls back, `a` or ⌘⏎ applies, wherever on the plan the focus is, except where one types or something lies over the page. */
export function usePlanKeys(keys: { apply: (() => void) | null; rollBack: (() => void) | null }): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.altKey) return;
      const target = event.target as HTMLElement;
      if (typing(target) || document.querySelector('dialog[open], [popover]:popover-open:not([role="tooltip"])'))
        return;
      const held = event.metaKey || event.ctrlKey;
      const { apply, rollBack } = current.current;
      const act = held ? (event.key === 'Enter' ? apply : null) : { a: apply, r: rollBack }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
