import { canonicalContent } from '../../model/dns/content.ts';
import { wrongFields } from '../../model/panel/refused.ts';
import { wrongContent } from './wrong-content.ts';

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
