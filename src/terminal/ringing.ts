import type {Config} from '../config/schema.js';
import {plain} from '../plain.js';

const BELL = '\u0007';
const LONGEST = 200;

/**
 * What a terminal is sent when something newly needs the person: its bell, and the words, which many show as a
 * notification (OSC 9). It ends in ST, not in BEL, which a terminal that knows neither would ring a second time.
 */
export function ringing(
  need: string,
  {bell, terminal}: Pick<Config['notify'], 'bell' | 'terminal'>,
  {TERM}: NodeJS.ProcessEnv,
): string {
  const knowsSequences = TERM !== undefined && TERM !== 'dumb' && TERM !== 'linux';
  // Some read a number at the beginning as another request, so it never stands there.
  const words = `orkestra: ${plain(need).slice(0, LONGEST)}`;
  return `${bell ? BELL : ''}${terminal && knowsSequences ? `\u001b]9;${words}\u001b\\` : ''}`;
}
