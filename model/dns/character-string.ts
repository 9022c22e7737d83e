/**
 * The character-strings of a TXT record in one spelling (RFC 1035 §3.3.14 and §5.1), with nothing lost: each string in
 * quotes, in its order, `"` and `\` escaped by a backslash, text beyond ASCII as letters where it is UTF-8, other bytes `\DDD`.
 * PowerDNS quotes and escapes; Cloudflare gives back what somebody typed, quoted or not, and an unquoted value is one string.
 */
export function canonicalStrings(content: string): string {
  const strings = quotedStrings(content) ?? [Buffer.from(content, 'utf8')];
  return strings.map((bytes) => `"${writeString(bytes)}"`).join(' ');
}

/** The strings of a value that is quoted throughout, as bytes; undefined for any other. */
function quotedStrings(content: string): Buffer[] | undefined {
  const quoted = /\s*"((?:[^"\\]|\\.)*)"\s*/suy;
  const found: Buffer[] = [];
  while (quoted.lastIndex < content.length) {
    const match = quoted.exec(content);
    if (!match) return undefined;
    const bytes = unescaped(match[1] as string);
    if (!bytes) return undefined;
    found.push(bytes);
  }
  return found.length > 0 ? found : undefined;
}

function unescaped(text: string): Buffer | undefined {
  const parts: Buffer[] = [];
  for (const [, digits, escaped, plain] of text.matchAll(/\\(\d{3})|\\(.)|([^\\]+)/gsu)) {
    if (digits !== undefined && Number(digits) > 255) return undefined;
    parts.push(digits === undefined ? Buffer.from(escaped ?? plain ?? '', 'utf8') : Buffer.from([Number(digits)]));
  }
  return Buffer.concat(parts);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function writeString(bytes: Buffer): string {
  try {
    return [...utf8.decode(bytes)].map(writeCharacter).join('');
  } catch {
    return [...bytes]
      .map((byte) => (byte > 127 ? writeByte(byte) : writeCharacter(String.fromCharCode(byte))))
      .join('');
  }
}

function writeCharacter(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  const isShown = /^[ -~]$/.test(character) || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character);
  return isShown ? character : [...Buffer.from(character, 'utf8')].map(writeByte).join('');
}

const writeByte = (byte: number) => `\\${String(byte).padStart(3, '0')}`;

/** The same with letters beyond ASCII as the bytes of their UTF-8. */
export const writtenInAscii = (content: string): string =>
  content.replace(/[\u0080-\u{10ffff}]+/gu, (letters) => [...Buffer.from(letters, 'utf8')].map(writeByte).join(''));
