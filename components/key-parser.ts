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
/** A lone ESC and the start of a sequence look the same; a sequence that is cut by the link follows within this. */
const ESCAPE_WAIT_MS = 40;

/**
 * Turns what the terminal sends into keys. Keys that arrive together all count, a sequence may be cut anywhere, and
 * pasted text is never taken for keys.
 */
export function makeKeyParser(onKey: (press: KeyPress) => void): {feed(text: string): void; stop(): void} {
  let pending = '';
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    if (pending === '') return;
    const [first] = pending;
    pending = '';
    if (first === '\u001b') onKey({key: 'esc'});
  };

  return {
    feed(text) {
      clearTimeout(timer);
      pending += text;
      for (let press = take(); press !== undefined; press = take()) if (press !== 'nothing') onKey(press);
      if (pending !== '' && !pending.startsWith(PASTE_START)) timer = setTimeout(flush, ESCAPE_WAIT_MS);
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
    // A CSI is complete with its final byte; SS3 carries one character.
    const sequence = /^\u001b(?:\[[0-?]*[ -/]*[@-~]|O[A-Za-z])/.exec(pending)?.[0];
    if (sequence) {
      pending = pending.slice(sequence.length);
      const body = sequence.slice(2);
      // A modifier (`1;5A`) changes nothing that we tell apart.
      const name = CSI[body.endsWith('~') ? `${Number.parseInt(body, 10)}~` : (body.at(-1) ?? '')];
      return name === undefined ? 'nothing' : {key: name};
    }
    if (/^\u001b(?:\[[0-?]*[ -/]*|O)?$/.test(pending)) return undefined;
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
