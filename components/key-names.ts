/** Keys with a name of their own, as the parser calls them, and how they are shown. */
const shown: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  enter: '⏎',
  esc: 'Esc',
  tab: 'Tab',
  ' ': 'Space',
  'shift-tab': 'Shift-Tab',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  backspace: 'Backspace',
  delete: 'Del',
};

export const showKey = (key: string): string =>
  shown[key] ?? key.replace(/^ctrl-(.)$/, (_, letter: string) => `Ctrl-${letter.toUpperCase()}`);

/** Other names people write for them. */
const others: Readonly<Record<string, string>> = {
  space: ' ',
  return: 'enter',
  escape: 'esc',
  pgup: 'pageup',
  pgdn: 'pagedown',
  pgdown: 'pagedown',
  del: 'delete',
};

/** The names one can write into a file of keys, for a person who looks for one. */
export const writtenNames: readonly string[] = [...Object.keys(shown).filter((name) => name !== ' '), 'space'];

/** A terminal sends these as other keys; nobody could ever press them. */
const sentAs: Readonly<Record<string, string>> = {
  'ctrl-i': 'tab',
  'ctrl-m': 'enter',
  'ctrl-j': 'enter',
  'ctrl-h': 'backspace',
};

export type KeyReading = {ok: true; key: string} | {ok: false; why: string};

/** A key as a person writes it: `R`, `ctrl-r`, `Ctrl+R`, `PgUp`, `space`. */
export function readKeyName(text: string): KeyReading {
  const letters = [...new Intl.Segmenter(undefined, {granularity: 'grapheme'}).segment(text)];
  if (letters.length === 1 && text > ' ') return {ok: true, key: text};
  const name =
    text === ' '
      ? 'space'
      : text
          .trim()
          .toLowerCase()
          .replaceAll('+', '-')
          .replace(/^control-/, 'ctrl-');
  const letter = /^shift-([a-z])$/.exec(name)?.[1];
  if (letter !== undefined) return {ok: true, key: letter.toUpperCase()};
  const asWhat = sentAs[name];
  if (asWhat !== undefined)
    return {ok: false, why: `a terminal sends ${name} as ${asWhat}, so it cannot be told apart`};
  if (/^ctrl-[a-z]$/.test(name)) return {ok: true, key: name};
  const key = others[name] ?? name;
  if (Object.hasOwn(shown, key)) return {ok: true, key};
  return {ok: false, why: `"${text}" is no key`};
}
