import {z} from 'zod';
import {OrkestraError} from '../../../state/errors.js';
import {readContent} from './content.js';
import {findPlace} from './place.js';
import {makeTool} from './tool.js';

const MOST_LINES = 2000;
const MOST_CHARACTERS = 60_000;
const LONGEST_LINE = 2000;

/** The text as it is, so that what is read can be given to edit. */
export const read = makeTool({
  name: 'read',
  description: `Reads a text file. At most ${MOST_LINES} lines at once; go on with "from".`,
  input: z.object({
    path: z.string().describe('The file, counted from the folder of the task'),
    from: z.int().min(1).optional().describe('The first line to read, counted from 1'),
    lines: z.int().min(1).max(MOST_LINES).optional().describe('How many lines'),
  }),
  subject: ({path}) => path,
  async use({path, from = 1, lines = MOST_LINES}, {root}) {
    const place = await findPlace(root, path, 'read');
    const {text} = await readContent(root, place);
    return text === '' ? `${place.name} is empty.` : part(place.name, text, from, lines);
  },
});

/** Cut where a model has enough, and said so: what is left out is never taken for what is not there. */
export function part(name: string, text: string, from: number, wanted: number): string {
  const all = text.split('\n');
  if (all.at(-1) === '') all.pop();
  if (from > all.length)
    throw new OrkestraError('invalid', `${name} has ${all.length} lines; there is no line ${from}.`);
  const shown: string[] = [];
  let room = MOST_CHARACTERS;
  for (const line of all.slice(from - 1, from - 1 + wanted)) {
    const cut = line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}… (${line.length} characters)` : line;
    if (shown.length > 0 && cut.length > room) break;
    shown.push(cut);
    room -= cut.length + 1;
  }
  const last = from - 1 + shown.length;
  const rest = last < all.length ? `; go on with from: ${last + 1}` : '';
  if (from === 1 && rest === '') return shown.join('\n');
  return `${shown.join('\n')}\n[lines ${from} to ${last} of ${all.length}${rest}]`;
}
