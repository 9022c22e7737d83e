/** Minutes that a zone is ahead of UTC at an instant. */
function ahead(at: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return Math.round((shown - Math.floor(at.getTime() / 1000) * 1000) / 60_000);
}

export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What a `datetime-local` control shows for an instant, in a zone: `2026-11-18T10:00`. */
export function toLocal(iso: string, zone: string): string {
  const at = new Date(iso);
  return new Date(at.getTime() + ahead(at, zone) * 60_000).toISOString().slice(0, 16);
}

/** The instant that a wall clock in a zone means; null for half a value. An hour that summer time skips counts as the one after. */
export function fromLocal(local: string, zone: string): string | null {
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(local) ? Date.parse(`${local}Z`) : Number.NaN;
  if (Number.isNaN(wall)) return null;
  const guess = wall - ahead(new Date(wall), zone) * 60_000;
  return new Date(wall - ahead(new Date(guess), zone) * 60_000).toISOString();
}
