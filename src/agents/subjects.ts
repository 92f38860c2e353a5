const LONGEST = 200;
/** What a person wants to see of what a tool was given, the most telling first. */
const telling = [
  ...['command', 'CommandLine', 'file_path', 'filePath', 'AbsolutePath', 'TargetFile', 'path', 'pattern', 'query'],
  ...['url', 'prompt', 'description'],
];

/** What a tool is used on, in one line: the command, the file, the address. */
export function shorten(input: unknown): string {
  if (typeof input === 'string') return cut(input);
  if (typeof input !== 'object' || input === null) return '';
  const fields = input as Record<string, unknown>;
  const name = telling.find((one) => typeof fields[one] === 'string');
  return cut(name === undefined ? JSON.stringify(input) : String(fields[name]));
}

const cut = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
};
