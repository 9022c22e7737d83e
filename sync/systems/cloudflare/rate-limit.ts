/** Share of the provider's quota that pulls leave to people: what somebody clicks must not wait for a sync. */
const RESERVE = 0.2;

/** The budget of plans, which may use all that is left. That of pulls has no name. */
export const PLANS = 'plans';

export interface Left {
  left: number;
  seconds: number;
}

/**
 * What pulls and plans may still use, from `Ratelimit: "default";r=50;t=30` and `Ratelimit-Policy: "default";q=1200;w=300`, which come with every answer
 * (Cloudflare changelog, 2025-09-03). Of several policies the one with the least left counts.
 */
export function leftFor(headers: Record<string, string>): { pulls: Left; plans: Left } | undefined {
  const quotas = new Map(items(headers['ratelimit-policy']).map(({ name, numbers }) => [name, numbers['q'] ?? 0]));
  const told = items(headers['ratelimit']).flatMap(({ name, numbers: { r, t } }) =>
    r === undefined || t === undefined
      ? []
      : [{ left: r, seconds: t, kept: Math.ceil((quotas.get(name) ?? 0) * RESERVE) }],
  );
  const least = (all: Left[]) => all.toSorted((a, b) => a.left - b.left)[0];
  const plans = least(told.map(({ left, seconds }) => ({ left, seconds })));
  const pulls = least(told.map(({ left, seconds, kept }) => ({ left: Math.max(0, left - kept), seconds })));
  return plans && pulls && { pulls, plans };
}

/** Items of an RFC 9651 list: a name and parameters that are numbers. */
function items(header = ''): { name: string; numbers: Record<string, number> }[] {
  return header.split(',').flatMap((item) => {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
    if (name === '') return [];
    const pairs = parameters.map((parameter) => parameter.split('=')).filter(([, value]) => /^\d+$/.test(value ?? ''));
    return [{ name, numbers: Object.fromEntries(pairs.map(([key, value]) => [key, Number(value)])) }];
  });
}
