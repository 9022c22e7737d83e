const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&apos;', '"': '&quot;' };
const escape = (text: string) => text.replaceAll(/[&<>'"]/g, (character) => escapes[character] ?? character);

type Attributes = Record<string, string | number | undefined>;
/** Children that are not there are left out. */
type Children = readonly (string | undefined | false)[];

/** An element as libvirt prints it: attributes in single quotes, children on lines of their own. */
export function element(name: string, attributes: Attributes = {}, content?: string | number | Children): string {
  const said = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}='${escape(String(value))}'`)
    .join('');
  if (content === undefined) return `<${name}${said}/>`;
  if (typeof content !== 'object') return `<${name}${said}>${escape(String(content))}</${name}>`;
  const children = content.filter((child) => child !== undefined && child !== false);
  if (children.length === 0) return `<${name}${said}/>`;
  return `<${name}${said}>\n${children.join('\n').replaceAll(/^/gm, '  ')}\n</${name}>`;
}
