import {lstat} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import {readHeld} from './content.js';
import {type Held, inFolder} from './held.js';
import {makeMatcher} from './matcher.js';
import {findPlace, type Place} from './place.js';
import {type Desk, makeTool} from './tool.js';
import {walk} from './walk.js';

const MOST_HITS = 200;
const LONGEST_LINE = 300;
const MOST_FILES = 20_000;
/** What is larger was not written by anybody. With those that are read at once it must fit the memory. */
const LARGEST_BYTES = 2_000_000;
/** Files that are read at once. */
const TOGETHER = 32;

export const search = makeTool({
  name: 'search',
  description: `Finds lines in the files of a folder. Answers with file:line: text, at most ${MOST_HITS} of them. Files of more than 2 MB are left out.`,
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
    for await (const some of inGroups(filesIn(desk, place, ending))) {
      if (desk.signal.aborted || files > MOST_FILES || hits.length > MOST_HITS) break;
      files += some.length;
      const lines = await linesOf(desk.root, some);
      for (const at of matches(lines.map(({text: line}) => line))) hits.push(shown(lines[at]));
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

interface Line {
  name: string;
  number: number;
  text: string;
}

const shown = (line: Line | undefined): string =>
  line ? `${line.name}:${line.number}: ${line.text.slice(0, LONGEST_LINE).trimEnd()}` : '';

/** The lines of files of one folder. What is no text, too large or gone by now holds none that anybody looks for. */
async function linesOf(root: string, files: readonly Place[]): Promise<Line[]> {
  const folder = files[0]?.parts.slice(0, -1) ?? [];
  try {
    return await inFolder(root, folder, 'only if there', async (held) => {
      const lines = (await Promise.all(files.map((file) => linesIn(held, file)))).flat();
      await held.check();
      return lines;
    });
  } catch (error) {
    return noneIfRefused(error);
  }
}

async function linesIn(held: Held, place: Place): Promise<Line[]> {
  try {
    const {text} = await readHeld(held, place, LARGEST_BYTES);
    return text.split('\n').map((line, at) => ({name: place.name, number: at + 1, text: line}));
  } catch (error) {
    return noneIfRefused(error);
  }
}

function noneIfRefused(error: unknown): Line[] {
  if (error instanceof OrkestraError || errnoOf(error) !== undefined) return [];
  throw error;
}

/** Some of the same folder together: it is opened once for all of them. */
async function* inGroups(places: AsyncIterable<Place>): AsyncGenerator<Place[]> {
  let group: Place[] = [];
  for await (const place of places) {
    if (group.length === TOGETHER || (group[0] && folderOf(group[0]) !== folderOf(place))) {
      yield group;
      group = [];
    }
    group.push(place);
  }
  if (group.length > 0) yield group;
}

const folderOf = ({parts}: Place): string => parts.slice(0, -1).join('/');
