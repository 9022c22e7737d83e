import { instant } from '../../contract/kinds/field.ts';
import { EXIT, PlanTrouble } from './exit-code.ts';

const SECONDS = { m: 60, h: 3600, d: 86_400 } as const;

/**
 * An instant as people type it: `2026-11-22T02:00:00Z` or with another zone, `2026-11-22T02:00` by this machine's clock, `02:00` the next time that it is so
 * late here, `+90m`, `+2h`, `+3d`.
 * @throws PlanTrouble
 */
export function instantOf(text: string, now = new Date()): string {
  const [, amount, unit] = /^\+(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (amount !== undefined)
    return new Date(now.getTime() + Number(amount) * SECONDS[unit as keyof typeof SECONDS] * 1000).toISOString();
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  if (hour !== undefined && Number(hour) < 24 && Number(minute) < 60)
    return nextTime(Number(hour), Number(minute), now);
  // Without a zone JavaScript takes a date with a time for local (ECMA-262, "Date Time String Format").
  const local = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text) && !Number.isNaN(Date.parse(text));
  const read = instant.safeParse(local ? new Date(text).toISOString() : text);
  if (read.success) return new Date(read.data).toISOString();
  throw new PlanTrouble(
    EXIT.wrong,
    `${text} is no instant: such as 2026-11-22T02:00:00Z, 2026-11-22T02:00 or 02:00 by the clock here, +90m, +2h, +3d`,
  );
}

function nextTime(hour: number, minute: number, now: Date): string {
  const then = new Date(now);
  then.setHours(hour, minute, 0, 0);
  if (then <= now) then.setDate(then.getDate() + 1);
  return then.toISOString();
}
