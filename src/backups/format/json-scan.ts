const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Says that the text is no JSON; the caller knows what it is the text of. */
export type Refuse = (why: string) => never;

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

function skipSpace(json: Buffer, at: number): number {
  while (isSpace(json[at])) at += 1;
  return at;
}

function endOfString(json: Buffer, at: number): number {
  for (at += 1; at < json.length; at++) {
    if (json[at] === BACKSLASH) at += 1;
    else if (json[at] === QUOTE) return at + 1;
  }
  return json.length;
}

/** Where the value that begins here ends. What is inside is not looked at: whoever takes the value parses it. */
function endOfValue(json: Buffer, at: number): number {
  if (json[at] === QUOTE) return endOfString(json, at);
  let depth = 0;
  for (; at < json.length; at++) {
    const byte = json[at];
    if (byte === QUOTE) at = endOfString(json, at) - 1;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth += 1;
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (byte === COMMA || isSpace(byte))) return at;
  }
  return at;
}

/** The members of an object or a list: each is found by `member`, which says where it ends. */
function eachMember(json: Buffer, at: number, close: number, refuse: Refuse, member: (at: number) => number): number {
  at = skipSpace(json, at + 1);
  if (json[at] === close) return at + 1;
  for (;;) {
    at = skipSpace(json, member(skipSpace(json, at)));
    if (json[at] === close) return at + 1;
    if (json[at] !== COMMA) refuse('it is no JSON');
    at += 1;
  }
}

/**
 * Walks an object without parsing it whole, which takes ten times its size in memory: the members of the list `list` are
 * handed on one by one, all other values as they are.
 */
export function scanObject(
  json: Buffer,
  list: string,
  refuse: Refuse,
  visit: {member(text: Buffer): void; other(key: string, text: Buffer): void},
): void {
  const start = skipSpace(json, 0);
  if (json[start] !== OPEN_OBJECT) refuse('it is no JSON object');
  const end = eachMember(json, start, CLOSE_OBJECT, refuse, (at) => {
    if (json[at] !== QUOTE) refuse('it is no JSON');
    const keyEnd = endOfString(json, at);
    const key = json.toString('utf8', at + 1, keyEnd - 1);
    const colon = skipSpace(json, keyEnd);
    if (json[colon] !== COLON) refuse('it is no JSON');
    const value = skipSpace(json, colon + 1);
    if (key === list && json[value] === OPEN_LIST) return eachMember(json, value, CLOSE_LIST, refuse, take);
    const valueEnd = endOfValue(json, value);
    visit.other(key, json.subarray(value, valueEnd));
    return valueEnd;
  });
  if (skipSpace(json, end) !== json.length) refuse('something follows its end');

  function take(at: number): number {
    const valueEnd = endOfValue(json, at);
    visit.member(json.subarray(at, valueEnd));
    return valueEnd;
  }
}
