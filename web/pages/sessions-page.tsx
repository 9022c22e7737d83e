import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLogout, useNotify } from 'ra-core';
import { useState } from 'react';
import type { z } from 'zod';
import type { session as sessionShape } from '../../contract/api/session.ts';
import { askJson } from '../api/fetch.ts';
import { useReport } from '../app/report.ts';
import { useMe } from '../app/session.ts';
import { Button } from '../ui/button.tsx';
import { Lines } from '../ui/late.tsx';
import { PageHead, PageProblem, useTitle } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { browserOf } from './browser-name.ts';

type Session = z.infer<typeof sessionShape>;

/** Where one is signed in, and for admins where everybody is. */
export function SessionsPage() {
  const who = useMe();
  const [all, setAll] = useState(false);
  const client = useQueryClient();
  const logout = useLogout();
  const notify = useNotify();
  const report = useReport();
  useTitle('Sessions');
  const { data, error, refetch } = useQuery({
    queryKey: ['sessions', 'get', { all }],
    queryFn: ({ signal }) => askJson<{ items: Session[] }>(`/sessions${all ? '?all=true' : ''}`, { signal }),
    staleTime: 0,
  });
  const end = (session: Session) => {
    if (session.current) return void logout({}, undefined, false);
    askJson(`/sessions/${session.id}`, { method: 'DELETE' })
      .then(() => {
        notify('Session ended');
        return client.invalidateQueries({ queryKey: ['sessions'] });
      })
      .catch((failure: unknown) => report(failure, () => end(session)));
    return undefined;
  };
  return (
    <div>
      <PageHead
        title="Sessions"
        actions={
          who?.role === 'admin' && (
            <label className="sy-check-label">
              <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} /> of everybody
            </label>
          )
        }
      />
      {error && !data ? (
        <PageProblem error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Lines />
      ) : (
        <ul className="sy-sessions">
          {data.items.map((session) => (
            <li key={session.id} className="sy-card sy-session">
              <div>
                <p>
                  <b>{browserOf(session.userAgent)}</b>
                  {session.current && <span className="sy-ok"> this one</span>}
                  {all && <span className="sy-muted"> {session.userName}</span>}
                </p>
                <p className="sy-muted">
                  {session.address && (
                    <>
                      <code>{session.address}</code> ·{' '}
                    </>
                  )}
                  signed in <When at={session.createdAt} /> · last seen <When at={session.lastSeenAt} /> · ends{' '}
                  <When at={session.expiresAt} />
                </p>
              </div>
              <Button onClick={() => end(session)}>{session.current ? 'Sign out' : 'End'}</Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
