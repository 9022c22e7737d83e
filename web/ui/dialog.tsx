import { useEffect, useId, useRef, type ReactNode } from 'react';
import { Button } from './button.tsx';

/** The browser's modal dialog: focus stays inside, Escape closes, the page behind is inert. */
export function Dialog({
  title,
  onClose,
  children,
  wide = false,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
    // The browser would give the focus to the button that closes.
    dialog?.querySelector<HTMLElement>('input, select, textarea')?.focus();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className={`sy-dialog${wide ? ' sy-dialog-wide' : ''}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="sy-dialog-head">
        <h2 id={id}>{title}</h2>
        <Button kind="quiet" icon="close" label="Close" onClick={onClose} />
      </div>
      {children}
    </dialog>
  );
}

/** Asks before what cannot be taken back. */
export function Confirm({
  title,
  act,
  children,
  onConfirm,
  onClose,
  busy = false,
}: {
  title: string;
  act: string;
  children: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
  busy?: boolean;
}) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="sy-dialog-body">{children}</div>
      <div className="sy-dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="danger" onClick={onConfirm} busy={busy}>
          {act}
        </Button>
      </div>
    </Dialog>
  );
}
