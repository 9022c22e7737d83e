import type { CheckResult } from '../../../contract/kinds/sources.ts';
import { Copy } from '../../ui/copy.tsx';
import { Icon } from '../../ui/icon.tsx';
import { When } from '../../ui/when.tsx';

/** What works with these credentials, and which permission is missing for what does not. */
export function CheckList({ result, open }: { result: CheckResult; open: boolean }) {
  return (
    <details className="sy-check" open={open || !result.ok}>
      <summary>
        <span className={result.ok ? 'sy-ok' : 'sy-failing'}>
          <b>{result.ok ? 'Everything works' : 'Something does not work'}</b>{' '}
          <span className="sy-muted">
            {result.account && (
              <>
                account <code>{result.account}</code> ·{' '}
              </>
            )}
            tested <When at={result.at} />
          </span>
        </span>
      </summary>
      <ul>
        {result.items.map(({ ability, ok, needs, detail }) => (
          <li key={ability}>
            <span className={ok ? 'sy-ok' : 'sy-failing'}>
              <Icon name={ok ? 'check' : 'close'} />
            </span>
            <span>
              {ability}
              <span className="sy-hidden">{ok ? ': works' : ': does not work'}</span>
              {needs && (
                <span className="sy-check-needs">
                  needs <code>{needs}</code>
                  <Copy text={needs} label="permission" />
                </span>
              )}
              {detail && <span className="sy-muted"> {detail}</span>}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
