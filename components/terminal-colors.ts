export type Env = Readonly<Record<string, string | undefined>>;
export type Background = 'dark' | 'light';
/** How many colours a terminal shows. */
export type Colors = 0 | 16 | 256 | 16_777_216;

export const isPlainTerminal = (env: Env): boolean => env.TERM === 'dumb';

/** FORCE_COLOR outranks NO_COLOR, as in Node and chalk; an empty NO_COLOR counts as not set (no-color.org). */
export function colorsOf(env: Env): Colors {
  const forced = env.FORCE_COLOR;
  if (forced === '0' || forced === 'false') return 0;
  const known = knownColors(env);
  if (forced !== undefined) return forced === '3' ? 16_777_216 : forced === '2' ? 256 : known === 0 ? 16 : known;
  return env.NO_COLOR ? 0 : known;
}

function knownColors({TERM = '', COLORTERM = '', ...env}: Env): Colors {
  if (isPlainTerminal({TERM})) return 0;
  if (/^(truecolor|24bit)$/i.test(COLORTERM) || /-direct$/.test(TERM) || env.WT_SESSION) return 16_777_216;
  return /-256(color)?$/i.test(TERM) ? 256 : 16;
}

/**
 * Ink's own styles go through chalk, which looks at the environment once and in its own way. Without colour it still
 * has to write bold, dim and inverse; the theme names no colour then.
 */
export function chalkLevel(env: Env): string {
  const colors = colorsOf(env);
  if (colors === 0) return isPlainTerminal(env) ? '0' : '1';
  return colors === 16 ? '1' : colors === 256 ? '2' : '3';
}

/** Some terminals say it in COLORFGBG: `15;0` is white on black, by number of the sixteen colours. */
export function backgroundOfEnv({COLORFGBG}: Env): Background | undefined {
  const last = /;(\d+)$/.exec(COLORFGBG ?? '')?.[1];
  if (last === undefined) return undefined;
  return Number(last) === 7 || Number(last) > 8 ? 'light' : 'dark';
}

/** Asks for the colour of the background; the answer comes among the keys, or never. */
export const ASK_BACKGROUND = '\u001b]11;?\u001b\\';

/** Of an answer like `11;rgb:ffff/ffff/dddd`; undefined when it answers something else. */
export function backgroundOfReply(reply: string): Background | undefined {
  const found = /^11;rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})/i.exec(reply);
  if (!found) return undefined;
  const [red = 0, green = 0, blue = 0] = found.slice(1).map((hex) => Number.parseInt(hex, 16) / (16 ** hex.length - 1));
  return 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 ? 'light' : 'dark';
}
