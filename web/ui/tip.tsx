import { useId, useRef, type ReactNode } from 'react';

/** A word of explanation on hover, focus and tap. It is read with what it stands at. */
export function Tip({ text, children }: { text: string; children: (describedBy: string) => ReactNode }) {
  const id = useId();
  const tip = useRef<HTMLSpanElement>(null);
  const anchor = useRef<HTMLSpanElement>(null);
  const show = () => {
    const panel = tip.current;
    if (!panel || !anchor.current || panel.matches(':popover-open')) return;
    panel.showPopover();
    const box = anchor.current.getBoundingClientRect();
    const left = Math.max(
      8,
      Math.min(box.left + box.width / 2 - panel.offsetWidth / 2, innerWidth - panel.offsetWidth - 8),
    );
    panel.style.left = `${left}px`;
    panel.style.top = `${box.bottom + 6 + panel.offsetHeight > innerHeight ? box.top - panel.offsetHeight - 6 : box.bottom + 6}px`;
  };
  const hide = () => tip.current?.matches(':popover-open') && tip.current.hidePopover();
  return (
    <span
      ref={anchor}
      className="sy-tip-anchor"
      onMouseEnter={show}
      onMouseLeave={hide}
      onFocus={show}
      onBlur={hide}
      onClick={show}
      onKeyDown={(event) => event.key === 'Escape' && hide()}
    >
      {children(id)}
      <span ref={tip} id={id} role="tooltip" popover="manual" className="sy-tip">
        {text}
      </span>
    </span>
  );
}
