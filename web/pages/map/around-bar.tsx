import { Button } from '../../ui/button.tsx';
import { DEEPEST } from './map-state.ts';

/** Said while only a part is drawn: what is linked with one object, and how far. */
export function AroundBar({
  name,
  depth,
  onDepth,
  onLeave,
}: {
  name: string;
  depth: number;
  onDepth: (depth: number) => void;
  onLeave: () => void;
}) {
  return (
    <div className="sy-banner sy-map-around">
      <span>
        Only what is linked with <b>{name}</b>
      </span>
      <label className="sy-map-depth">
        in up to{' '}
        <select className="sy-input" value={depth} onChange={(event) => onDepth(Number(event.target.value))}>
          {Array.from({ length: DEEPEST }, (_, n) => (
            <option key={n} value={n + 1}>
              {n + 1}
            </option>
          ))}
        </select>{' '}
        steps
      </label>
      <span className="sy-banner-act">
        <Button onClick={onLeave}>Show everything</Button>
      </span>
    </div>
  );
}
