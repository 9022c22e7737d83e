import type { Unit } from '../../contract/kinds/field.ts';
import { exactQuantity, quantity } from './quantity.ts';

/** A number with its unit, and all of its digits for who asks. */
export function Quantity({ unit, value }: { unit: Unit; value: number }) {
  const [said, exact] = [quantity(unit, value), exactQuantity(unit, value)];
  return said === exact ? <>{said}</> : <span title={exact}>{said}</span>;
}

/** How much of something is used: the figure, and a bar that fills up. */
export function Usage({ used, of }: { used: number; of: number }) {
  const part = Math.min(1, Math.max(0, used / of));
  return (
    <span className="sy-usage">
      <Quantity unit="bytes" value={used} />
      <span
        className={`sy-usage-bar${part >= 0.9 ? ' sy-usage-full' : ''}`}
        role="img"
        aria-label={`${quantity('share', used / of)} of ${quantity('bytes', of)}`}
        title={`${quantity('share', used / of)} of ${quantity('bytes', of)}`}
      >
        <i style={{ width: `${part * 100}%` }} />
      </span>
    </span>
  );
}
