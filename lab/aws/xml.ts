/** What can be written as XML: arrays become lists whose elements are `<item>` (EC2) or `<member>` (the others). */
export type XmlValue = string | number | boolean | Date | undefined | null | readonly XmlValue[] | XmlObject;
export interface XmlObject {
  [name: string]: XmlValue;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// Control characters cannot be written in XML 1.0 at all; a tag may not hold them either.
const escape = (text: string) => text.replace(/[&<>"]/g, (character) => escapes[character] ?? character);

export function xmlElement(name: string, value: XmlValue, listElement: 'item' | 'member', attributes = ''): string {
  if (value === undefined || value === null) return '';
  const inner = content(value, listElement);
  return inner === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${inner}</${name}>`;
}

function content(value: NonNullable<XmlValue>, listElement: 'item' | 'member'): string {
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  let text = '';
  if (isList(value)) for (const element of value) text += xmlElement(listElement, element, listElement);
  else for (const [key, inner] of Object.entries(value)) text += xmlElement(key, inner, listElement);
  return text;
}

const isList = (value: NonNullable<XmlValue>): value is readonly XmlValue[] => Array.isArray(value);
