/** Commas separate, but not inside the braces of a glob. */
export const splitList = (text: string): string[] =>
  splitRaw(text)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** What stands behind the last comma: the part that is being written. */
export const lastPart = (text: string): string => splitRaw(text).at(-1)?.trimStart() ?? '';

function splitRaw(text: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
