import { domainToASCII, domainToUnicode } from 'node:url';

/**
 * A DNS name in the one form that the model knows: lower-case ASCII (punycode), no final dot, `.` for the root.
 * Systems escape differently (`\042.example.com` and `*.example.com` are the same wildcard: RFC 1035 §5.1, three decimal
 * digits; Route 53's octal `\052` is its own), so labels are read into bytes and written again: printable ASCII as it is,
 * a dot or backslash inside a label as `\.` and `\\`, other bytes as `\DDD`.
 * @throws Error for what cannot be a name
 */
export function canonicalName(text: string): string {
  if (text === '.' || isCanonical(text)) return text;
  const labels = readLabels(text.endsWith('.') && !text.endsWith('\\.') ? text.slice(0, -1) : text);
  // One length byte a label and one for the root (RFC 1035 §3.1).
  if (labels.reduce((size, { length }) => size + length + 1, 1) > 255)
    throw new Error(`"${text}" is too long for a name`);
  return labels.map(({ written }) => written).join('.');
}

/** Nearly all are, and a zone has many: printable ASCII without capitals and escapes, labels and name no longer than they may be. */
const CANONICAL = /^[!-\-/-@[\]-~]{1,63}(?:\.[!-\-/-@[\]-~]{1,63})*$/;
const isCanonical = (text: string) => text.length <= 253 && CANONICAL.test(text);

/** The name as people write it, or null where it is the same. */
export function unicodeName(canonical: string): string | null {
  if (!canonical.includes('xn--')) return null;
  // A punycode label holds letters, digits and hyphens only, so an escaped dot cannot be inside one.
  const unicode = canonical.replace(/(?<=^|\.)xn--[a-z0-9-]+(?=\.|$)/g, (label) => domainToUnicode(label) || label);
  return unicode === canonical ? null : unicode;
}

interface Label {
  written: string;
  /** In bytes, as sent. */
  length: number;
}

function readLabels(text: string): Label[] {
  const labels: Label[] = [];
  let characters: string[] = [];
  const endLabel = () => {
    if (characters.length === 0) throw new Error(`"${text}" has an empty label`);
    labels.push(label(characters, text));
    characters = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    if (character === '.') {
      endLabel();
    } else if (character === '\\') {
      const digits = /^\d{3}/.exec(text.slice(at + 1))?.[0];
      const escaped = digits ? escapedByte(digits, text) : text[at + 1];
      if (escaped === undefined) throw new Error(`"${text}" ends in an escape`);
      characters.push(escaped);
      at += digits ? 3 : 1;
    } else {
      characters.push(character);
    }
  }
  endLabel();
  return labels;
}

/** An escaped byte above 127 is a byte, not a letter: kept apart from letters by a private character. */
const BYTE = 0xe000;

function escapedByte(digits: string, text: string): string {
  const byte = Number(digits);
  if (byte > 255) throw new Error(`"${text}" has an escape above 255`);
  return String.fromCharCode(byte > 127 ? BYTE + byte : byte);
}

function label(characters: string[], name: string): Label {
  const isLetterBeyondAscii = (character: string) => character > '\x7f' && !isByte(character);
  if (characters.some(isLetterBeyondAscii)) {
    // Below another name, since a label of digits alone would be read as an IPv4 address.
    const ascii = domainToASCII(`${characters.join('')}.invalid`);
    if (!ascii.endsWith('.invalid')) throw new Error(`"${name}" has a label that IDNA refuses`);
    const written = ascii.slice(0, -'.invalid'.length);
    return checked({ written, length: written.length }, name);
  }
  return checked({ written: characters.map(write).join(''), length: characters.length }, name);
}

function checked(label: Label, name: string): Label {
  if (label.length > 63) throw new Error(`"${name}" has a label of more than 63 bytes`);
  return label;
}

const isByte = (character: string) => character.charCodeAt(0) >= BYTE + 128 && character.charCodeAt(0) <= BYTE + 255;

function write(character: string): string {
  if (character === '.' || character === '\\') return `\\${character}`;
  if (character > ' ' && character < '\x7f') return character.toLowerCase();
  const byte = isByte(character) ? character.charCodeAt(0) - BYTE : character.charCodeAt(0);
  return `\\${String(byte).padStart(3, '0')}`;
}
