import { useNotificationContext, useTranslate, type NotificationPayload } from 'ra-core';
import { useEffect, useRef } from 'react';
import { Button } from '../ui/button.tsx';
import { Copy } from '../ui/copy.tsx';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/scoped-link.tsx';

const LIFE = 5000;

function OneToast({ toast, onEnd }: { toast: NotificationPayload; onEnd: () => void }) {
  const translate = useTranslate();
  const { messageArgs, requestId, onRetry, autoHideDuration } = toast.notificationOptions ?? {};
  const failed = toast.type === 'error';
  const end = useRef(onEnd);
  useEffect(() => {
    end.current = onEnd;
  });
  useEffect(() => {
    // An error stays until it has been read: its request id is what support asks for.
    if (failed || autoHideDuration === null) return undefined;
    const timer = setTimeout(() => end.current(), autoHideDuration ?? LIFE);
    return () => clearTimeout(timer);
  }, [failed, autoHideDuration]);
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
            <Link to={`/requests/${encodeURIComponent(String(requestId))}`}>
              Request <code>{String(requestId).slice(0, 18)}</code>
            </Link>
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

/** A number for each, so that two with the same words are two. */
const numbers = new WeakMap<NotificationPayload, number>();
let last = 0;
function numberOf(one: NotificationPayload): number {
  const known = numbers.get(one);
  if (known !== undefined) return known;
  numbers.set(one, (last += 1));
  return last;
}

const SHOWN = 4;

/** What happened in the background, said once. */
export function Toasts() {
  const { notifications, setNotifications } = useNotificationContext();
  return (
    <div className="sy-toasts" role="region" aria-label="Notifications">
      {notifications.slice(-SHOWN).map((toast) => (
        <OneToast
          key={numberOf(toast)}
          toast={toast}
          onEnd={() => setNotifications((before) => before.filter((one) => one !== toast))}
        />
      ))}
    </div>
  );
}
