import { canonicalContent } from '../../../model/dns/content.ts';

/** How many numbers a value of these types begins with in a zone file; the API keeps the first of them apart. */
const leadingNumbers: Record<string, number> = { MX: 1, SRV: 3, URI: 2 };

/**
 * The value of a record as zone files write it. An MX record is `mail.example.com` with `priority: 10` here, and an SRV
 * record `5 443 host.example.com` (octodns-cloudflare reads them the same way).
 */
export function contentOf(type: string, content: string, priority: number | undefined): string {
  const has = /^(?:\d+\s+)*/.exec(content)?.[0].match(/\d+/g)?.length ?? 0;
  const isApart = priority !== undefined && has < (leadingNumbers[type] ?? 0);
  return canonicalContent(type, isApart ? `${priority} ${content}` : content);
}
