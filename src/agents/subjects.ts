const LONGEST = 200;
/** What a person wants to see of what a tool was given, the most telling first. */
const telling = [
  ...['command', 'CommandLine', 'file_path', 'filePath', 'AbsolutePath', 'TargetFile', 'path', 'pattern', 'query'],
  ...['url', 'prompt', 'description'],
];

/** What a tool is used on, in one line: the command, the file, the address. */
export const shorten = (input: unknown): string => cut(subjectOf(input));

/** The same in full, as it has to be for a decision: nothing of a command may hide behind its beginning. */
export function subjectOf(input: unknown): string {
  if (typeof input === 'string') return input;
  if (typeof input !== 'object' || input === null) return '';
  const fields = input as Record<string, unknown>;
  const name = telling.find((one) => typeof fields[one] === 'string' || isWords(fields[one]));
  if (name === undefined) return Object.keys(input).length === 0 ? '' : JSON.stringify(input);
  const words = [fields[name], isWords(fields.args) ? fields.args : []].flat();
  return words.join(' ');
}

const isWords = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');

const cut = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
};
