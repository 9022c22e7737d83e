import type { Progress } from '../../../contract/api/events.ts';
import { kindNamed } from '../../kinds/find.ts';
import { StatusWord } from '../../ui/status.tsx';

export const listedSoFar = (progress: Progress | undefined): string =>
  (progress?.scopes.reduce((sum, { listed }) => sum + listed, 0) ?? 0).toLocaleString('en');

/** Above all else on the source's page, so that it is seen on a phone too: how far the pull is that runs now. */
export function PullProgress({ progress }: { progress: Progress | undefined }) {
  const now = progress?.scopes.find(({ done }) => !done);
  return (
    <div className="sy-banner">
      <StatusWord status="working" word="Being pulled" />
      <span>{listedSoFar(progress)} listed so far</span>
      {now && (
        <span className="sy-muted">
          {kindNamed(now.kind)?.many ?? now.kind} of {now.scopeTitle}
        </span>
      )}
    </div>
  );
}
