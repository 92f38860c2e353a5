/** What every command takes. */
export interface Globals {
  json?: true;
  projectRoot?: string;
  config?: string;
  debug?: true;
}

export const globalOptions = [
  {flags: '--json', help: 'print one JSON document'},
  {flags: '--project-root <dir>', help: 'the folder of the project'},
  {flags: '--config <file>', help: 'another configuration file'},
  {flags: '--debug', help: 'show the stack of an error'},
] as const;

const withValue = ['--project-root', '--config'];
const alone = ['--json', '--debug'];

/** Where the next word stands that is neither a global option nor its value; undefined at the end. */
export function nextWord(words: readonly string[], from: number): number | undefined {
  for (let at = from; at < words.length; at++) {
    const word = words[at] ?? '';
    if (withValue.includes(word)) at += 1;
    else if (!alone.includes(word) && !withValue.some((flag) => word.startsWith(`${flag}=`))) return at;
  }
  return undefined;
}
