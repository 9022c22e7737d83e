import { useCallback, useId, useRef, type KeyboardEvent, type ReactNode } from 'react';

interface Props {
  label: string;
  /** What stands on the button. */
  button: ReactNode;
  className?: string;
  /** `menu`: arrow keys walk through the items · `dialog`: anything may be inside. */
  role?: 'menu' | 'dialog';
  align?: 'start' | 'end';
  children: ReactNode | ((close: () => void) => ReactNode);
  title?: string;
}

const MARGIN = 8;

/** Places the panel under its button, inside the window. */
function place(panel: HTMLElement, trigger: HTMLElement, align: 'start' | 'end'): void {
  const box = trigger.getBoundingClientRect();
  const wanted = align === 'start' ? box.left : box.right - panel.offsetWidth;
  const left = Math.max(MARGIN, Math.min(wanted, window.innerWidth - panel.offsetWidth - MARGIN));
  const below = box.bottom + 4;
  const fits = below + panel.offsetHeight + MARGIN <= window.innerHeight;
  panel.style.left = `${left}px`;
  panel.style.top = `${fits ? below : Math.max(MARGIN, box.top - panel.offsetHeight - 4)}px`;
}

/** The browser's own popover: top layer, Escape and a click outside close it, focus goes back to the button. */
export function Popover({
  label,
  button,
  className = 'sy-button',
  role = 'menu',
  align = 'start',
  children,
  title,
}: Props) {
  const id = useId();
  const trigger = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const close = useCallback(() => {
    document.getElementById(id)?.hidePopover();
    document.querySelector<HTMLElement>(`[popovertarget="${CSS.escape(id)}"]`)?.focus();
  }, [id]);

  const toggled = (open: boolean) => {
    trigger.current?.setAttribute('aria-expanded', String(open));
    if (!open || !panel.current || !trigger.current) return;
    place(panel.current, trigger.current, align);
    const first = panel.current.querySelector<HTMLElement>(
      '[data-first], [aria-checked="true"], [role^="menuitem"], input, select, button, a',
    );
    first?.focus();
  };

  const walk = (event: KeyboardEvent) => {
    if (role !== 'menu') return;
    const items = [...(panel.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items[(to + items.length) % items.length]?.focus();
    } else if (event.key === 'Tab') {
      close();
    }
  };

  return (
    <>
      <button
        ref={trigger}
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup={role}
        aria-expanded="false"
        title={title}
        popoverTarget={id}
      >
        {button}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role={role}
        aria-label={label}
        className="sy-popover"
        onToggle={(event) => toggled(event.newState === 'open')}
        onKeyDown={walk}
      >
        {typeof children === 'function' ? children(close) : children}
      </div>
    </>
  );
}

export function MenuItem({
  children,
  onSelect,
  checked,
  whyNot,
}: {
  children: ReactNode;
  onSelect: () => void;
  /** Given: one of several is chosen. */
  checked?: boolean;
  /** Given: it cannot be chosen, and says why. */
  whyNot?: string | null;
}) {
  return (
    <button
      type="button"
      tabIndex={-1}
      role={checked === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked={checked}
      aria-disabled={whyNot ? true : undefined}
      className="sy-menu-item"
      onClick={() => !whyNot && onSelect()}
    >
      {children}
      {whyNot && <span className="sy-menu-why">{whyNot}</span>}
    </button>
  );
}
