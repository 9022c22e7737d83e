import { ControlError } from './command.ts';

const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 7 * 86_400 };
const words: Record<string, string> = { now: '0s', tomorrow: '1d', 'next week': '1w' };

/** `90s`, `15m`, `2h`, `3d`, `1w`, and with words: `in 2 days`. @returns milliseconds */
export function duration(text: string): number {
  const plain = words[text.trim()] ?? text.trim().replace(/^in\s+/, '');
  const match = /^(\d+(?:\.\d+)?)\s*(s|m|h|d|w)[a-z]*$/.exec(plain);
  if (!match) throw new ControlError(`"${text}" is no time: say 90s, 15m, 2h, 3d, 1w, now or tomorrow`);
  return Number(match[1]) * (units[match[2] as string] ?? 0) * 1000;
}

/** A time from now in the words of `duration`, or a date. */
export function pointInTime(text: string, now: Date): Date {
  const date = /^\d{4}-\d\d-\d\d/.test(text) ? new Date(text) : new Date(now.getTime() + duration(text));
  if (Number.isNaN(date.getTime())) throw new ControlError(`"${text}" is no date`);
  return date;
}
