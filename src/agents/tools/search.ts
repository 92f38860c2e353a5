import {lstat} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import {readContent} from './content.js';
import {makeMatcher} from './matcher.js';
import {findPlace, type Place} from './place.js';
import {type Desk, makeTool} from './tool.js';
import {walk} from './walk.js';

const MOST_HITS = 200;
const LONGEST_LINE = 300;
const MOST_FILES = 20_000;

export const search = makeTool({
  name: 'search',
  description: `Finds lines in the files of a folder. Answers with file:line: text, at most ${MOST_HITS} of them.`,
  input: z.object({
    text: z.string().min(1).describe('What a line must hold'),
    isPattern: z.boolean().optional().describe('The text is a JavaScript regular expression'),
    path: z.string().optional().describe('A folder or file; without it the folder of the task'),
    ending: z.string().optional().describe('Only files whose name ends so, such as .ts'),
  }),
  subject: ({text, path = '.'}) => `${text} in ${path}`,
  async use({text, isPattern = false, path = '.', ending = ''}, desk) {
    const matches = makeMatcher(text, isPattern);
    const place = await findPlace(desk.root, path, 'read');
    const hits: string[] = [];
    let files = 0;
    for await (const one of filesIn(desk, place, ending)) {
      if (desk.signal.aborted || ++files > MOST_FILES || hits.length > MOST_HITS) break;
      const lines = await linesOf(desk.root, one);
      for (const {number, line} of matches(lines)) hits.push(`${one.name}:${number}: ${line.slice(0, LONGEST_LINE)}`);
    }
    const notes = [
      ...(hits.length > MOST_HITS ? [`[more than ${MOST_HITS} lines; ask more exactly]`] : []),
      ...(files > MOST_FILES ? [`[only the first ${MOST_FILES} files were searched; name a folder]`] : []),
    ];
    if (hits.length === 0) return ['Nothing was found.', ...notes].join('\n');
    return [...hits.slice(0, MOST_HITS), ...notes].join('\n');
  },
});

async function* filesIn(desk: Desk, place: Place, ending: string): AsyncGenerator<Place> {
  const {root} = desk;
  if (!(await isFolder(place))) return yield place;
  for await (const {parts, kind} of walk(root, place.parts, true)) {
    const name = parts.join('/');
    if (kind === 'file' && name.endsWith(ending)) yield {path: join(root, ...parts), parts, name};
  }
}

async function isFolder({path, name}: Place): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    throw new OrkestraError('not-found', `${name} does not exist.`, {hint: 'Use list to see what is there.'});
  }
}

/** What is no text, too large or gone by now holds no line anybody looks for. */
async function linesOf(root: string, place: Place): Promise<string[]> {
  try {
    return (await readContent(root, place)).text.split('\n');
  } catch (error) {
    if (error instanceof OrkestraError) return [];
    throw error;
  }
}
