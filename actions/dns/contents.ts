import { isIPv4, isIPv6 } from 'node:net';
import { canonicalContent } from '../../model/dns/content.ts';
import { canonicalName } from '../../model/dns/name.ts';
import { wrongFields } from '../../model/panel/refused.ts';

/** What is wrong with a value of a type of which more is known than that it is text; null where nothing is. */
function wrongContent(type: string, content: string): string | null {
  switch (type) {
    case 'A':
      return isIPv4(content.trim()) ? null : 'not an IPv4 address';
    case 'AAAA':
      return isIPv6(content.trim()) ? null : 'not an IPv6 address';
    case 'CNAME':
    case 'ALIAS':
    case 'NS':
    case 'PTR':
    case 'DNAME':
      return wrongName(content);
    case 'MX':
      return /^\d+\s+\S+$/.test(content.trim())
        ? wrongName(content.trim().split(/\s+/)[1]!)
        : 'a preference and a name, such as 10 mail.example.com';
    case 'SRV':
      return /^\d+\s+\d+\s+\d+\s+\S+$/.test(content.trim()) ? null : 'priority, weight, port and name';
    case 'CAA':
      return /^\d+\s+\w+\s+.+$/.test(content.trim()) ? null : 'flags, tag and value, such as 0 issue "letsencrypt.org"';
    default:
      return null;
  }
}

export function wrongName(name: string): string | null {
  try {
    canonicalName(name.trim());
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A name has one of these, and nothing beside it (RFC 1034 §3.6.2). */
const ALONE = new Set(['CNAME', 'DNAME']);

/** @returns the values in the spelling of the model. @throws Refused naming `params.contents` and the value */
export function refuseBadContents(type: string, contents: readonly string[]): string[] {
  for (const content of contents) {
    const wrong = wrongContent(type, content);
    if (wrong !== null) throw wrongFields({ 'params.contents': `${content}: ${wrong}` });
  }
  const canonical = [...new Set(contents.map((content) => canonicalContent(type, content)))];
  if (ALONE.has(type) && canonical.length > 1) throw wrongFields({ 'params.contents': `a ${type} has one value` });
  return canonical;
}
