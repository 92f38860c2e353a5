import {z} from 'zod';
import {OrkestraError} from '../../../state/errors.js';
import {readContent} from './content.js';
import {findPlace} from './place.js';
import {putContent} from './put.js';
import {makeTool} from './tool.js';

export const edit = makeTool({
  name: 'edit',
  description: 'Replaces one piece of text in a file. The old text must stand there exactly once, to the character.',
  input: z.object({
    path: z.string().describe('The file, counted from the folder of the task'),
    old: z.string().min(1).describe('The text to replace, with enough around it to be unique'),
    new: z.string().describe('What stands there afterwards'),
  }),
  subject: ({path}) => path,
  async use({path, old, new: next}, desk) {
    const place = await findPlace(desk.root, path, 'write');
    const {text, stats} = await readContent(desk.root, place);
    await putContent(desk, place, replaceOnce(place.name, text, old, next), stats);
    return `${place.name} was changed.`;
  },
});

/** A file with Windows line ends keeps them, though models write the other kind. */
export function replaceOnce(name: string, text: string, old: string, next: string): string {
  const windows = (some: string): string => some.replace(/\r?\n/g, '\r\n');
  const isWindows = !text.includes(old) && text.includes('\r\n');
  const [from, to] = isWindows ? [windows(old), windows(next)] : [old, next];
  const at = text.indexOf(from);
  if (at < 0)
    throw new OrkestraError('invalid', `The old text does not stand in ${name}.`, {
      hint: 'Read the file and copy the text exactly, with its spaces.',
    });
  if (text.indexOf(from, at + 1) >= 0)
    throw new OrkestraError('invalid', `The old text stands in ${name} more than once.`, {
      hint: 'Give more of the lines around it.',
    });
  if (from === to) throw new OrkestraError('invalid', 'The old text and the new one are the same.');
  return text.slice(0, at) + to + text.slice(at + from.length);
}
