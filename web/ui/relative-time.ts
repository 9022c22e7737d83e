const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: readonly [seconds: number, unit: string][] = [
  [HOUR, 'h'],
  [MINUTE, 'min'],
  [1, 's'],
];

/** A length of time in its largest unit: "40 s", "5 min", "3 h", "12 d". */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole >= 2 * DAY) return `${Math.floor(whole / DAY)} d`;
  const [size, unit] = UNITS.find(([least]) => whole >= least) ?? [1, 's'];
  return `${Math.floor(whole / size)} ${unit}`;
}

/** How long something took: "under 1 s" is not nothing. */
export const took = (seconds: number): string => (seconds < 1 ? 'under 1 s' : span(seconds));

/** A whole number of seconds as people set it: "1 min", "2 h", "90 s". */
export function exactSpan(seconds: number): string {
  for (const [size, unit] of [[DAY, 'd'], ...UNITS] as const)
    if (seconds >= size && seconds % size === 0) return `${seconds / size} ${unit}`;
  return `${seconds} s`;
}

export interface ReadOptions {
  now: number;
  /** IANA zone; the browser's own when absent. */
  zone?: string | undefined;
}

const format = (at: Date, zone: string | undefined, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { ...options, ...(zone ? { timeZone: zone } : {}) }).format(at);

/** Relative within a day of now, a date beyond it. */
export function shortTime(iso: string, { now, zone }: ReadOptions): string {
  const at = new Date(iso);
  const seconds = (now - at.getTime()) / 1000;
  if (Math.abs(seconds) < DAY) {
    // The page's clock steps every few seconds: what just happened is not in the future.
    if (seconds < 1 && seconds > -8) return 'now';
    return seconds >= 0 ? `${span(seconds)} ago` : `in ${span(-seconds)}`;
  }
  const sameYear = format(at, zone, { year: 'numeric' }) === format(new Date(now), zone, { year: 'numeric' });
  const date = format(at, zone, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) });
  const clock = format(at, zone, { hour: '2-digit', minute: '2-digit' });
  return sameYear ? `${date} ${clock}` : date;
}

/** The exact time with its zone named: "Tue 24 Nov 2026, 02:00:00 Europe/Berlin". */
export function exactTime(iso: string, zone?: string): string {
  const named = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const text = format(new Date(iso), zone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return `${text} ${named}`;
}

/** "Tue 24 Nov 02:00" */
export const dayAndClock = (iso: string, zone?: string): string =>
  format(new Date(iso), zone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).replace(',', '');

export const clock = (iso: string, zone?: string): string =>
  format(new Date(iso), zone, { hour: '2-digit', minute: '2-digit' });

/** "14:02:30" */
export const exactClock = (iso: string, zone?: string): string =>
  format(new Date(iso), zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
