/** Share of the provider's quota that pulls leave to people: what somebody clicks must not wait for a sync. */
const RESERVE = 0.2;

export interface Left {
  left: number;
  seconds: number;
}

/**
 * What pulls may still use, from `Ratelimit: "default";r=50;t=30` and `Ratelimit-Policy: "default";q=1200;w=300`, which come
 * with every answer (Cloudflare changelog, 2025-09-03). Of several policies the one with the least left counts.
 */
export function leftForPulls(headers: Record<string, string>): Left | undefined {
  const quotas = new Map(items(headers['ratelimit-policy']).map(({ name, numbers }) => [name, numbers['q'] ?? 0]));
  const found = items(headers['ratelimit']).flatMap(({ name, numbers: { r, t } }) =>
    r === undefined || t === undefined
      ? []
      : [{ left: Math.max(0, r - Math.ceil((quotas.get(name) ?? 0) * RESERVE)), seconds: t }],
  );
  return found.sort((a, b) => a.left - b.left)[0];
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
