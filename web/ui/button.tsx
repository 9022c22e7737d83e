import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { Tip } from './tip.tsx';

interface Props {
  children?: ReactNode;
  icon?: IconName;
  onClick?: () => void;
  /** Given: the button cannot be pressed, and says why on hover, focus and tap. */
  whyNot?: string | null | undefined;
  kind?: 'plain' | 'main' | 'danger' | 'quiet';
  type?: 'button' | 'submit';
  label?: string;
  busy?: boolean;
  pressed?: boolean;
  /** The act that the page is about. */
  large?: boolean;
  /** Keys that do the same, as `aria-keyshortcuts` has them. */
  keys?: string;
}

/** It stays focusable while it cannot be pressed: otherwise nobody could learn the reason by keyboard. */
export function Button({
  children,
  icon,
  onClick,
  whyNot,
  kind = 'plain',
  type = 'button',
  label,
  busy = false,
  pressed,
  large = false,
  keys,
}: Props) {
  const blocked = Boolean(whyNot) || busy;
  const button = (describedBy?: string) => (
    <button
      type={type}
      className={`sy-button sy-button-${kind}${children === undefined ? ' sy-button-icon' : ''}${large ? ' sy-button-large' : ''}`}
      aria-label={label}
      title={whyNot ? undefined : label}
      aria-disabled={blocked || undefined}
      aria-describedby={describedBy}
      aria-busy={busy || undefined}
      aria-pressed={pressed}
      aria-keyshortcuts={keys}
      onClick={(event) => {
        if (blocked) event.preventDefault();
        else onClick?.();
      }}
    >
      {icon && <Icon name={icon} />}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
  return whyNot ? <Tip text={whyNot}>{button}</Tip> : button();
}
