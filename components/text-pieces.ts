import {clusters} from './edit-text.js';
import {widthOf} from './text.js';

/** All of a text in pieces of at most this width, broken anywhere: nothing is left out and nothing is added. */
export function pieces(text: string, width: number): string[] {
  const lines = [''];
  let used = 0;
  for (const cluster of clusters(text)) {
    const wide = widthOf(cluster);
    if (used + wide > width && used > 0) {
      lines.push('');
      used = 0;
    }
    lines[lines.length - 1] += cluster;
    used += wide;
  }
  return lines;
}
