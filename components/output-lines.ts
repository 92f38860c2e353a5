import {clean} from './text.js';

/**
 * Output as lines that can be drawn: a progress bar that rewrites its line by carriage returns shows its last state,
 * and nothing in it reaches the terminal as a command.
 */
export function outputLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => clean(lastOf(line)));
}

function lastOf(line: string): string {
  const parts = line.split('\r').filter((part) => part !== '');
  return parts.at(-1) ?? '';
}

/** Long lines are broken, not cut: what they say at the end is often the point. */
export function wrapLines(lines: readonly string[], width: number, widthOf: (text: string) => number): string[] {
  return lines.flatMap((line) => (widthOf(line) <= width ? [line] : breakLine(line, width, widthOf)));
}

const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

function breakLine(line: string, width: number, widthOf: (text: string) => number): string[] {
  const broken: string[] = [];
  let current = '';
  let used = 0;
  for (const {segment} of segmenter.segment(line)) {
    const wide = widthOf(segment);
    if (used + wide > width && current !== '') {
      broken.push(current);
      current = '';
      used = 0;
    }
    current += segment;
    used += wide;
  }
  return [...broken, current];
}
