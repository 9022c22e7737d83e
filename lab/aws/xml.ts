/** What can be written as XML: arrays become lists whose elements are `<item>` (EC2) or `<member>` (the others). */
export type XmlValue = string | number | boolean | Date | undefined | null | readonly XmlValue[] | XmlObject;
export interface XmlObject {
  [name: string]: XmlValue;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const special = /[&<>"]/;
const escape = (text: string) =>
  special.test(text) ? text.replace(/[&<>"]/g, (character) => escapes[character] ?? character) : text;

export function xmlElement(name: string, value: XmlValue, listElement: 'item' | 'member', attributes = ''): string {
  // Into one list of parts, joined at the end: a page of a thousand instances has 200,000 of them.
  const parts: string[] = [];
  const write = (element: string, content: XmlValue, extra: string): void => {
    if (content === undefined || content === null) return;
    if (typeof content !== 'object' || content instanceof Date) {
      const text = scalar(content);
      parts.push(text === '' ? `<${element}${extra}/>` : `<${element}${extra}>${text}</${element}>`);
      return;
    }
    const start = parts.length;
    parts.push(`<${element}${extra}>`);
    if (isList(content)) for (const inner of content) write(listElement, inner, '');
    else for (const key in content) write(key, content[key], '');
    if (parts.length > start + 1) parts.push(`</${element}>`);
    else parts[start] = `<${element}${extra}/>`;
  };
  write(name, value, attributes);
  return parts.join('');
}

function scalar(value: string | number | boolean | Date): string {
  if (typeof value === 'string') return escape(value);
  return value instanceof Date ? value.toISOString() : String(value);
}

const isList = (value: readonly XmlValue[] | XmlObject): value is readonly XmlValue[] => Array.isArray(value);
