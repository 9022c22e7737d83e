import type { PlanCheck } from '../../../contract/plans/plan.ts';
import { StatusMark, type Mark } from '../../ui/status.tsx';
import { LongText } from './long-text.tsx';

const MARKS: Readonly<Record<PlanCheck['state'], readonly [Mark, string]>> = {
  waiting: ['working', 'being looked at'],
  passed: ['ok', 'passed'],
  failed: ['failing', 'failed'],
  skipped: ['note', 'skipped'],
};

/** What has to hold before anything is applied, and whether it does. */
export function ChecksCard({ checks }: { checks: readonly PlanCheck[] }) {
  if (checks.length === 0) return null;
  return (
    <section className="sy-card" aria-label="Checks">
      <div className="sy-card-head">
        <h2>Checks</h2>
      </div>
      <ul className="sy-card-body sy-checks">
        {checks.map(({ name, about, state, detail, blocks, overridden }) => {
          const [mark, word] = overridden ? (['attention', 'failed, overridden'] as const) : MARKS[state];
          return (
            <li key={name}>
              <StatusMark status={mark} label={word} />
              <div>
                <p>{about}</p>
                {(detail !== null || overridden) && (
                  <div className={state === 'failed' ? `sy-${mark}` : 'sy-muted'}>
                    {overridden && 'overridden: '}
                    {detail !== null && <LongText text={detail} />}
                    {state === 'failed' && !blocks && ' (only a word of warning)'}
                  </div>
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
