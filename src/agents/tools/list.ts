import {z} from 'zod';
import {findPlace} from './place.js';
import {makeTool} from './tool.js';
import {walk} from './walk.js';

const MOST = 500;

export const list = makeTool({
  name: 'list',
  description: `Lists what is in a folder: folders end with /, links with @. At most ${MOST} names.`,
  input: z.object({
    path: z.string().optional().describe('The folder; without it that of the task'),
    deep: z.boolean().optional().describe('With all that is in its folders'),
  }),
  subject: ({path = '.'}) => path,
  async use({path = '.', deep = false}, {root, signal}) {
    const place = await findPlace(root, path, 'read');
    const names: string[] = [];
    for await (const {parts, kind} of walk(root, place.parts, deep)) {
      if (signal.aborted) break;
      if (names.push(`${parts.join('/')}${marks[kind]}`) > MOST) break;
    }
    if (names.length === 0) return `${place.name} is empty.`;
    const rest = names.length > MOST ? `\n[there are more than ${MOST}; list a folder in it]` : '';
    return names.slice(0, MOST).join('\n') + rest;
  },
});

const marks = {file: '', folder: '/', link: '@', other: ' (no file)'} as const;
