import { useEffect, useState } from 'react';
import { announce } from './announce.ts';
import { Icon } from './icon.tsx';

/** Writes to the clipboard. Without one (plain http elsewhere than localhost) a hidden field does it. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}

export function Copy({ text, label }: { text: string; label: string }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1500);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = () =>
    void copyText(text).then(() => {
      setDone(true);
      announce(`${label} copied`);
    });
  return (
    <button
      type="button"
      className="sy-copy"
      aria-label={`Copy ${label}`}
      title={done ? 'Copied' : 'Copy'}
      onClick={copy}
    >
      <Icon name={done ? 'check' : 'copy'} size={14} />
    </button>
  );
}

/** A word of machines: monospace, never broken in the middle, copied by one click. */
export function Machine({ children, label }: { children: string; label: string }) {
  return (
    <span className="sy-machine">
      <code title={children}>{children}</code>
      <Copy text={children} label={label} />
    </span>
  );
}
