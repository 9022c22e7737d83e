import { useEffect, type ReactNode } from 'react';
import { messageOf, problemOf } from '../api/fetch.ts';
import { Button } from './button.tsx';
import { Copy } from './copy.tsx';
import { Empty } from './empty.tsx';

/** What the tab and the window are called. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Switchyard` : 'Switchyard';
  }, [title]);
}

/** The head of a page: what it is, what is known about it, what can be done. On a phone its parts stack. */
export function PageHead({
  title,
  aside,
  actions,
  children,
}: {
  title: ReactNode;
  aside?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="sy-page-head">
      <div className="sy-page-title">
        <h1>{title}</h1>
        {children}
      </div>
      {(aside || actions) && (
        <div className="sy-page-end">
          {aside && <div className="sy-page-aside">{aside}</div>}
          {actions && <div className="sy-page-actions">{actions}</div>}
        </div>
      )}
    </div>
  );
}

/** A page that could not be shown, in its place and nowhere else. */
export function PageProblem({
  error,
  onRetry,
  page = false,
}: {
  error: unknown;
  onRetry?: () => void;
  page?: boolean;
}) {
  const { status, requestId } = problemOf(error);
  const missing = status === 404;
  const forbidden = status === 403;
  return (
    <Empty
      page={page}
      title={missing ? 'Not here' : forbidden ? 'Not for you to see' : 'This could not be shown'}
      act={
        !missing &&
        onRetry && (
          <Button onClick={onRetry} icon="refresh">
            Try again
          </Button>
        )
      }
    >
      <p>{missing ? 'There is nothing at this address, or you may not see it.' : messageOf(error)}</p>
      {requestId && (
        <p className="sy-request">
          Request <code>{requestId}</code> <Copy text={requestId} label="request id" />
        </p>
      )}
    </Empty>
  );
}
