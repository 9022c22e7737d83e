import type { AnyObject } from '../../../contract/api/list.ts';
import type { WebKind } from '../../kinds/web-kind.ts';

export interface ConsoleLink {
  label: string;
  url: string;
}

/** `{field}` → the object's value, encoded for where it stands. Null when a value is missing: half a link leads nowhere. */
export function filledUrl(template: string, object: Readonly<Record<string, unknown>>): string | null {
  let whole = true;
  const url = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = object[name];
    if (typeof value !== 'string' && typeof value !== 'number') whole = false;
    return encodeURIComponent(String(value ?? ''));
  });
  return whole && /^https?:\/\//.test(url) ? url : null;
}

/** The object in the provider's own console, then in the consoles elsewhere that this installation names. */
export function consoleLinks(
  kind: Pick<WebKind, 'console'>,
  object: AnyObject,
  elsewhere: Readonly<Record<string, string>>,
): ConsoleLink[] {
  const own = kind.console;
  const fits = own && Object.entries(own.when ?? {}).every(([field, value]) => object[field] === value);
  const all = [
    ...(own && fits ? [[own.label, own.url] as const] : []),
    ...Object.entries(elsewhere).map(([label, url]) => [label, url] as const),
  ];
  return all.flatMap(([label, template]) => {
    const url = filledUrl(template, object);
    return url ? [{ label, url }] : [];
  });
}
