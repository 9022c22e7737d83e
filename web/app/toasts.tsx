import { useNotificationContext, useTranslate, type NotificationPayload } from 'ra-core';
import { useEffect, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Copy } from '../ui/copy.tsx';
import { Icon } from '../ui/icon.tsx';

interface Toast extends NotificationPayload {
  id: number;
}

const LIFE = 5000;
let last = 0;

function OneToast({ toast, onEnd }: { toast: Toast; onEnd: () => void }) {
  const translate = useTranslate();
  const { messageArgs, requestId, onRetry, autoHideDuration } = toast.notificationOptions ?? {};
  const failed = toast.type === 'error';
  useEffect(() => {
    // An error stays until it has been read: its request id is what support asks for.
    if (failed || autoHideDuration === null) return undefined;
    const timer = setTimeout(onEnd, autoHideDuration ?? LIFE);
    return () => clearTimeout(timer);
  }, [failed, autoHideDuration, onEnd]);
  return (
    <div className={`sy-toast sy-toast-${toast.type}`} role={failed ? 'alert' : 'status'}>
      <span className={failed ? 'sy-failing' : toast.type === 'warning' ? 'sy-attention' : 'sy-ok'}>
        <Icon name={failed || toast.type === 'warning' ? 'findings' : 'check'} />
      </span>
      <div className="sy-toast-text">
        <p>
          {typeof toast.message === 'string'
            ? translate(toast.message, { _: toast.message, ...messageArgs })
            : toast.message}
        </p>
        {requestId && (
          <p className="sy-request">
            Request <code>{String(requestId).slice(0, 18)}</code>
            <Copy text={String(requestId)} label="request id" />
          </p>
        )}
      </div>
      {onRetry && (
        <Button
          kind="quiet"
          onClick={() => {
            onEnd();
            onRetry();
          }}
        >
          Retry
        </Button>
      )}
      <Button kind="quiet" icon="close" label="Dismiss" onClick={onEnd} />
    </div>
  );
}

/** What happened in the background, said once. */
export function Toasts() {
  const { notifications, takeNotification } = useNotificationContext();
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  useEffect(() => {
    if (notifications.length === 0) return;
    const next = takeNotification();
    if (next) setToasts((before) => [...before, { ...next, id: (last += 1) }].slice(-4));
  }, [notifications, takeNotification]);
  return (
    <div className="sy-toasts" role="region" aria-label="Notifications">
      {toasts.map((toast) => (
        <OneToast
          key={toast.id}
          toast={toast}
          onEnd={() => setToasts((before) => before.filter((one) => one.id !== toast.id))}
        />
      ))}
    </div>
  );
}
