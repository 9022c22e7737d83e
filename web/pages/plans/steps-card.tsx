import { useEffect, useState } from 'react';
import { targetOf } from '../../../contract/plans/describe.ts';
import type { PlanStep } from '../../../contract/plans/plan.ts';
import { exactClock } from '../../ui/relative-time.ts';
import { StatusMark, StatusWord } from '../../ui/status.tsx';
import { SystemIcon } from '../sources/system-icon.tsx';
import { linesOf } from './change-rows.ts';
import { allInAll, isBehind, lasted, STEP, tookOf } from './step-words.ts';

/** Seconds that go on while one looks. */
function Elapsed({ since }: { since: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 200);
    return () => clearInterval(timer);
  }, []);
  return <>{lasted(now - Date.parse(since))}</>;
}

const SHOWN = 4;

/** What was asked after the write: the first lines, and the rest when asked for. */
function Verified({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  const shown = lines.length > SHOWN + 1 ? lines.slice(0, SHOWN) : lines;
  const line = (text: string) => (
    <li key={text} className={isBehind(text) ? 'sy-attention' : ''}>
      {text}
    </li>
  );
  return (
    <>
      <ul className="sy-step-lines" aria-label="Verified">
        {shown.map(line)}
      </ul>
      {lines.length > shown.length && (
        <details className="sy-step-rest">
          <summary>{lines.length - shown.length} more answers</summary>
          <ul className="sy-step-lines">{lines.slice(shown.length).map(line)}</ul>
        </details>
      )}
    </>
  );
}

function Step({ one }: { one: PlanStep }) {
  const { n, step, state, startedAt, answer, error, verified, foreign } = one;
  const { system, name } = targetOf(step);
  const [mark, word] = STEP[state];
  const count = linesOf(one).length;
  const took = tookOf(one);
  // What the error says already is not said twice.
  const others = foreign.filter((line) => !error?.includes(line));
  return (
    <li className={`sy-step sy-step-${state}`}>
      <span className="sy-step-n">{n}</span>
      <StatusMark status={mark} label="" />
      <div className="sy-step-what">
        <p>
          <SystemIcon system={system} /> <b>{name}</b>
          {step.type !== 'net.probe' && (
            <span className="sy-muted">
              {' '}
              {count.toLocaleString('en')} {count === 1 ? 'change' : 'changes'}
            </span>
          )}
        </p>
        {answer && <p className="sy-muted">{answer}</p>}
        {error && <p className={state === 'unsure' ? 'sy-attention' : 'sy-failing'}>{error}</p>}
        {others.length > 0 && (
          <ul className="sy-step-lines sy-attention" aria-label="Written by somebody else">
            {others.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        <Verified lines={verified} />
      </div>
      <span className="sy-step-state">
        <span>{word}</span>
        {startedAt && (
          <time dateTime={startedAt} title={`since ${exactClock(startedAt)}`}>
            {took ?? (state === 'sent' ? <Elapsed since={startedAt} /> : null)}
          </time>
        )}
      </span>
    </li>
  );
}

/** Each step as it goes: how far, how long, what the provider answered, what is served now. */
export function StepsCard({ steps, total, going }: { steps: readonly PlanStep[]; total: number; going: boolean }) {
  const over = steps.filter(({ state }) => state === 'applied' || state === 'skipped').length;
  return (
    <section className="sy-card" aria-label="Steps">
      <div className="sy-card-head">
        <h2>Steps</h2>
        <span className="sy-muted">
          <StatusWord
            status={over === total ? 'ok' : allInAll(steps, going)}
            word={`${over.toLocaleString('en')} of ${total.toLocaleString('en')}`}
          />
        </span>
      </div>
      <ol className="sy-steps" tabIndex={steps.length > 8 ? 0 : undefined}>
        {steps.map((one) => (
          <Step key={one.n} one={one} />
        ))}
      </ol>
    </section>
  );
}
