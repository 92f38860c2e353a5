import type {Work} from '../../state/attempts.js';

/** What an agent is told. The words of the task come as they are; the rest says under which rules it works. */
export function promptFor(
  work: Pick<Work, 'title' | 'instructions'> & {
    files: readonly string[];
    inputs: readonly string[];
    outputs: readonly string[];
    comment: string | null;
  },
): string {
  const {title, instructions, files, inputs, outputs, comment} = work;
  return [
    title,
    instructions,
    list('Read first', inputs),
    list('Change only', files),
    list('Make', outputs),
    comment === null ? null : `The attempt before this one was not accepted:\n${comment}`,
  ]
    .filter((part) => part !== null && part !== '')
    .join('\n\n');
}

const list = (title: string, paths: readonly string[]): string | null =>
  paths.length === 0 ? null : `${title}:\n${paths.map((path) => `- ${path}`).join('\n')}`;
