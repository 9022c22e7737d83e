/** An element with its attributes as `@name`, its own text as `#text`, and what is in it; only text, or nothing: that text. */
export type Element = Record<string, unknown>;

interface Open {
  name: string;
  element: Element;
  /** Whether it has attributes or elements. */
  isFull: boolean;
  text: string;
}

const TAG = /<([A-Za-z_][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
/** libvirt's go ten deep. */
const DEEPEST = 100;

/**
 * Reads one of libvirt's documents, which libvirt itself writes: elements, attributes, text, the five entities, characters by number, comments,
 * CDATA. Nothing else passes, no DTD in particular, whose entities could grow without end.
 *
 * Of our own, as a description is read for every machine of an estate every minute: fast-xml-parser, which the test compares this with, takes
 * nine times as long, and then reading takes longer than libvirtd takes to write.
 * @throws Error where it is not whole
 */
export function parseXml(text: string): { name: string; content: unknown } {
  const document: Open = { name: '', element: {}, isFull: false, text: '' };
  const path = [document];
  let at = 0;
  for (;;) {
    const open = path.at(-1)!;
    const next = text.indexOf('<', at);
    if (next === -1) break;
    if (next > at) open.text += plain(text.slice(at, next));
    const sign = text.charCodeAt(next + 1);
    if (sign === SLASH) {
      at = text.indexOf('>', next) + 1;
      if (at === 0 || path.length === 1 || text.slice(next + 2, at - 1).trimEnd() !== open.name) throw broken(next);
      path.pop();
      put(path.at(-1)!, open);
    } else if (sign === EXCLAMATION || sign === QUESTION) {
      const found = skipped(text, next);
      open.text += found.text;
      at = found.at;
    } else {
      TAG.lastIndex = next;
      const tag = TAG.exec(text);
      if (!tag || tag[1] === '__proto__' || path.length > DEEPEST) throw broken(next);
      at = TAG.lastIndex;
      const inner: Open = { name: tag[1]!, element: {}, isFull: false, text: '' };
      if (tag[2] !== '') {
        inner.isFull = true;
        for (const [, name, double, single] of tag[2]!.matchAll(ATTRIBUTE))
          inner.element[`@${name}`] = plain(double ?? single!);
      }
      if (tag[3] === '') path.push(inner);
      else put(open, inner);
    }
  }
  const [name, ...others] = Object.keys(document.element);
  if (path.length > 1 || name === undefined || others.length > 0 || (document.text + text.slice(at)).trim() !== '')
    throw broken(at);
  return { name, content: document.element[name] };
}

const [SLASH, EXCLAMATION, QUESTION] = [47, 33, 63];

function put(parent: Open, { name, element, isFull, text }: Open): void {
  const own = text.trim();
  if (isFull && own !== '') element['#text'] = own;
  const content = isFull ? element : own;
  const before = parent.element[name];
  if (before === undefined) parent.element[name] = content;
  else if (Array.isArray(before)) before.push(content);
  else parent.element[name] = [before, content];
  parent.isFull = true;
}

/** What is no element: a comment or a declaration, which say nothing, or text that is meant as it stands. */
function skipped(text: string, from: number): { text: string; at: number } {
  for (const [begin, end, isText] of unread) {
    if (!text.startsWith(begin, from)) continue;
    const until = text.indexOf(end, from + begin.length);
    if (until === -1) break;
    return { text: isText ? text.slice(from + begin.length, until) : '', at: until + end.length };
  }
  throw broken(from);
}

const unread = [
  ['<!--', '-->', false],
  ['<![CDATA[', ']]>', true],
  ['<?', '?>', false],
] as const;

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function plain(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, number?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole;
      const code = hex === undefined ? Number(number) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

const broken = (at: number) => new Error(`no whole document: what stands at ${at} is not understood`);
