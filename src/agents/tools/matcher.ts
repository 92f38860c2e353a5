import {createContext, Script} from 'node:vm';
import {OrkestraError} from '../../../state/errors.js';

/** Patterns of a model may take for ever; some files together are given this long. */
const PATIENCE_MS = 2000;

/** Finds the lines that hold a text or fit a pattern, by their places. */
export const makeMatcher = (text: string, isPattern: boolean): ((lines: readonly string[]) => number[]) =>
  isPattern ? patternFinder(text) : textFinder(text);

const textFinder =
  (text: string) =>
  (lines: readonly string[]): number[] =>
    lines.flatMap((line, at) => (line.includes(text) ? [at] : []));

/** In a context of its own only because that is what can be given a time limit; nothing of the model's is run as code. */
function patternFinder(source: string): (lines: readonly string[]) => number[] {
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, 'u');
  } catch (error) {
    const {message} = error as SyntaxError;
    throw new OrkestraError('invalid', `${source} is no regular expression: ${message}`);
  }
  const script = new Script('lines.flatMap((line, at) => pattern.test(line) ? [at] : [])');
  const context: {lines: readonly string[]; pattern: RegExp} = {lines: [], pattern};
  createContext(context);
  return (lines) => {
    context.lines = lines;
    try {
      return [...(script.runInContext(context, {timeout: PATIENCE_MS}) as Iterable<number>)];
    } catch (error) {
      // It comes from that context, so it is no Error of ours.
      if ((error as {code?: unknown}).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      throw new OrkestraError('invalid', `The pattern ${source} takes too long.`, {hint: 'Write a simpler one.'});
    }
  };
}
