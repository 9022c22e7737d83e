import { useWhyNotOf } from '../app/may.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { MenuItem, Popover } from '../ui/popover.tsx';
import type { Beginning } from './beginnings.ts';
import { useBegin } from './use-begin.ts';

/** More than one act beside the others goes behind ⋯. */
const SHOWN = 1;

/** Buttons that begin actions: the likeliest one by its name, the others behind ⋯. */
export function ActionButtons({
  beginnings,
  whyNot = null,
  main = false,
}: {
  beginnings: readonly Beginning[];
  /** Why none of them can be done, whoever asks. */
  whyNot?: string | null;
  /** The first is what the page is about. */
  main?: boolean;
}) {
  const why = useWhyNotOf();
  const { begin, busy } = useBegin();
  const shown = beginnings.length <= SHOWN + 1 ? beginnings : beginnings.slice(0, SHOWN);
  const rest = beginnings.slice(shown.length);
  return (
    <>
      {shown.map(({ action, params }, place) => (
        <Button
          key={action.name}
          kind={main && place === 0 ? 'main' : 'plain'}
          whyNot={why(action.may) ?? whyNot}
          busy={busy}
          onClick={() => begin(action, params)}
        >
          {action.label}
        </Button>
      ))}
      {rest.length > 0 && (
        <Popover
          label="More to do"
          align="end"
          className="sy-button sy-button-icon"
          button={<Icon name="more" />}
          title="More to do"
        >
          {(close) =>
            rest.map(({ action, params }) => (
              <MenuItem
                key={action.name}
                whyNot={why(action.may) ?? whyNot}
                onSelect={() => {
                  close();
                  begin(action, params);
                }}
              >
                {action.label}
              </MenuItem>
            ))
          }
        </Popover>
      )}
    </>
  );
}
