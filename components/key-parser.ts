/** A key by its name ('j', 'up', 'ctrl-c', 'shift-tab'), or text that was pasted as a whole. */
export type KeyPress = {key: string} | {paste: string};

const CSI: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'shift-tab',
  '1~': 'home',
  '4~': 'end',
  '7~': 'home',
  '8~': 'end',
  '3~': 'delete',
  '5~': 'pageup',
  '6~': 'pagedown',
};
const CONTROL: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
};
const PASTE_START = '\u001b[200~';
const PASTE_END = '\u001b[201~';
/** What a terminal answers: OSC, DCS, APC, PM and SOS, up to BEL or ST. */
const STRING = /^\u001b[\]P_^X][^\u0007\u001b]*(?:\u0007|\u001b\\)/;
/** Its beginning. Alt and a bracket begin in the same way, but nobody types a number after them. */
const STRING_BEGUN = /^\u001b(?:\]\d|P[\d$+>!|]|[_^X][\x20-\x7e])[^\u0007\u001b]*\u001b?$/;
/** Over a slow link an answer may come in pieces; what is left of one after this long is dropped. */
const REPLY_WAIT_MS = 1000;
const LONGEST_REPLY = 4096;
/** A lone ESC and the start of a sequence look the same; a sequence that is cut by the link follows within this. */
const ESCAPE_WAIT_MS = 40;

export interface KeyParser {
  feed(text: string): void;
  /** The terminal was asked something, and its answer may come in pieces. */
  expectReply(): void;
  stop(): void;
}

/**
 * Turns what the terminal sends into keys. Keys that arrive together all count, a sequence may be cut anywhere, and
 * neither pasted text nor an answer of the terminal is ever taken for keys.
 */
export function makeKeyParser(onKey: (press: KeyPress) => void, onReply: (text: string) => void = () => {}): KeyParser {
  let pending = '';
  let timer: NodeJS.Timeout | undefined;
  let isExpecting = false;
  let hasCutEscape = false;

  const flush = (): void => {
    if (pending === '') return;
    hasCutEscape = isExpecting && pending === '\u001b';
    const isKey = pending.startsWith('\u001b') && !STRING_BEGUN.test(pending);
    pending = '';
    if (isKey) onKey({key: 'esc'});
  };

  const waitMs = (): number =>
    STRING_BEGUN.test(pending) || (isExpecting && pending === '\u001b]') ? REPLY_WAIT_MS : ESCAPE_WAIT_MS;

  return {
    feed(text) {
      clearTimeout(timer);
      // The answer that was awaited, after its first byte had been taken for the key.
      if (hasCutEscape && text.startsWith(']')) pending = '\u001b';
      hasCutEscape = false;
      pending += text;
      for (let press = take(); press !== undefined; press = take()) if (press !== 'nothing') onKey(press);
      if (pending !== '' && !pending.startsWith(PASTE_START)) timer = setTimeout(flush, waitMs());
    },
    expectReply() {
      isExpecting = true;
    },
    stop: () => clearTimeout(timer),
  };

  /** The next key of what is pending; undefined when more must come first. */
  function take(): KeyPress | 'nothing' | undefined {
    if (pending === '') return undefined;
    if (pending.startsWith(PASTE_START)) return takePaste();
    if (pending.startsWith('\u001b')) return takeSequence();
    // By code point: a character outside the first plane must not be cut in two.
    const [character = ''] = pending;
    pending = pending.slice(character.length);
    return named(character);
  }

  function takePaste(): KeyPress | undefined {
    const end = pending.indexOf(PASTE_END);
    if (end < 0) return undefined;
    const paste = pending.slice(PASTE_START.length, end);
    pending = pending.slice(end + PASTE_END.length);
    return {paste};
  }

  function takeSequence(): KeyPress | 'nothing' | undefined {
    const reply = STRING.exec(pending)?.[0];
    if (reply) {
      pending = pending.slice(reply.length);
      if (reply[1] !== ']') return 'nothing';
      isExpecting = false;
      onReply(reply.slice(2).replace(/\u0007$|\u001b\\$/, ''));
      return 'nothing';
    }
    if (STRING_BEGUN.test(pending)) {
      if (pending.length > LONGEST_REPLY) pending = '';
      return undefined;
    }
    // A CSI is complete with its final byte; SS3 carries one character.
    const sequence = /^\u001b(?:\[[0-?]*[ -/]*[@-~]|O[A-Za-z])/.exec(pending)?.[0];
    if (sequence) {
      pending = pending.slice(sequence.length);
      const body = sequence.slice(2);
      // A modifier (`1;5A`) changes nothing that we tell apart.
      const name = CSI[body.endsWith('~') ? `${Number.parseInt(body, 10)}~` : (body.at(-1) ?? '')];
      return name === undefined ? 'nothing' : {key: name};
    }
    if (/^\u001b(?:\[[0-?]*[ -/]*|O|[\]P_^X])?$/.test(pending)) return undefined;
    // ESC and then something that is no sequence: two keys that came together.
    pending = pending.slice(1);
    return {key: 'esc'};
  }
}

function named(character: string): KeyPress | 'nothing' {
  const control = CONTROL[character];
  if (control !== undefined) return {key: control};
  const code = character.charCodeAt(0);
  if (code >= 1 && code <= 26) return {key: `ctrl-${String.fromCharCode(code + 96)}`};
  return code < 32 ? 'nothing' : {key: character};
}
