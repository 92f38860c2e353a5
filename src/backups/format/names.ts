/**
 * Names of files are bytes on Linux. Here each is a string with one character a byte (latin1), which is cheap, sorts as
 * bytes do and loses nothing; `pathFor` makes of it what the file system is asked with.
 */
export const pathFor = (path: string): string | Buffer => (isAscii(path) ? path : Buffer.from(path, 'latin1'));

export const toBytes = (text: string): string => (isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1'));

/** For people. What is no UTF-8 shows as a replacement sign. */
export const toText = (bytes: string): string =>
  isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');

const ASCII = /^[\x00-\x7f]*$/;
const isAscii = (text: string): boolean => ASCII.test(text);

const PLAIN = /^[ !#-%'-;=?-[\]^-~]*$/;

/** A name as it stands in a tree (in bytes): quoted as Go quotes it, then escaped for JSON. */
export function quoteName(name: string): string {
  return PLAIN.test(name) ? name : toBytes(escapeJson(quote(name)));
}

const SHORT: Record<number, string> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
};
/** What Go calls printable: letters, marks, numbers, punctuation, symbols, and of the spaces only the common one. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

function quote(name: string): string {
  let quoted = '';
  for (let at = 0; at < name.length; ) {
    const {character, length} = characterAt(name, at);
    quoted += character === undefined ? `\\x${hex(name.charCodeAt(at), 2)}` : quoteCharacter(character);
    at += length;
  }
  return quoted;
}

function quoteCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const short = SHORT[code];
  if (short !== undefined) return short;
  if (PRINTABLE.test(character)) return character;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** The character that the bytes from here on are in UTF-8, or none when they are not UTF-8. */
function characterAt(bytes: string, at: number): {character: string | undefined; length: number} {
  const first = bytes.charCodeAt(at);
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0) return {character: undefined, length: 1};
  const character = decode(bytes.slice(at, at + length));
  return character === undefined ? {character, length: 1} : {character, length};
}

const strict = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

function decode(bytes: string): string | undefined {
  try {
    return strict.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return undefined;
  }
}

/** True when the bytes are UTF-8 as they stand. */
export const isUtf8 = (bytes: string): boolean => isAscii(bytes) || decode(bytes) !== undefined;

const TO_ESCAPE = /["\\<>&\u0000-\u001f\u2028\u2029]/g;
const ESCAPES: Record<string, string> = {'"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t'};

/** The inside of a JSON string, as Go's encoder writes it. */
export const escapeJson = (text: string): string =>
  text.replace(TO_ESCAPE, (character) => ESCAPES[character] ?? `\\u${hex(character.charCodeAt(0), 4)}`);

const ESCAPED = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/gsu;
const LONG: Record<string, string> = {a: '\x07', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r'};

/** The bytes of a name that a tree holds (its JSON read already); the inverse of the quoting. */
export function unquoteName(quoted: string): string {
  if (!quoted.includes('\\')) return toBytes(quoted);
  let name = '';
  let from = 0;
  for (const match of quoted.matchAll(ESCAPED)) {
    const [all, byte, unit, point, octal, other] = match;
    name += toBytes(quoted.slice(from, match.index));
    if (byte !== undefined) name += String.fromCharCode(Number.parseInt(byte, 16));
    else if (octal !== undefined) name += String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    else if (other !== undefined) name += LONG[other] ?? toBytes(other);
    else name += toBytes(pointText(Number.parseInt(unit ?? point ?? '0', 16)));
    from = match.index + all.length;
  }
  return name + toBytes(quoted.slice(from));
}

const pointText = (point: number): string => (point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd');
