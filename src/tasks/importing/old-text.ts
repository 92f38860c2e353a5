/** Deeper than anybody reads, and shallower than the stack. */
const DEEPEST = 20;

export const isEmpty = (value: unknown): boolean => {
  if (value === null || value === undefined || value === '') return true;
  if (typeof value !== 'object') return false;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
};

/** `acceptance_criteria` is how a program says it. */
const words = (key: string): string => key.replaceAll('_', ' ').trim();

/** A field that has no place of its own, as lines for the instructions. */
export function tellField(key: string, value: unknown): string[] {
  return tell(`- ${words(key)}:`, value, 1);
}

function tell(head: string, value: unknown, depth: number): string[] {
  const indent = '  '.repeat(depth);
  if (typeof value !== 'object' || value === null) return tellText(head, indent, String(value));
  if (depth > DEEPEST) throw new RangeError('nested too deeply');
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((item) => [`${indent}-`, item])
    : Object.entries(value).map(([key, item]) => [`${indent}- ${words(key)}:`, item]);
  const below = entries.filter(([, item]) => !isEmpty(item)).flatMap(([next, item]) => tell(next, item, depth + 1));
  return below.length === 0 ? [] : [head, ...below];
}

function tellText(head: string, indent: string, text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.length === 1 ? [`${head} ${text}`] : [head, ...lines.map((line) => `${indent}${line}`)];
}

const HEADING = 'From the task as it was imported:';

/** What the task asks for, and below it all that has no place of its own here. */
export function writeInstructions(
  parts: readonly (string | null | undefined)[],
  others: readonly (readonly [string, unknown])[],
): string {
  const said = [...new Set(parts.map((part) => part?.trim() ?? ''))].filter((part) => part !== '');
  const carried = others.filter(([, value]) => !isEmpty(value)).flatMap(([key, value]) => tellField(key, value));
  return [...said, ...(carried.length > 0 ? [[HEADING, ...carried].join('\n')] : [])].join('\n\n');
}
