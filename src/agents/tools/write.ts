import {z} from 'zod';
import {findPlace} from './place.js';
import {putContent} from './put.js';
import {makeTool} from './tool.js';

export const write = makeTool({
  name: 'write',
  description: 'Writes a whole file, new or in place of what was there. To change a part of a file use edit.',
  input: z.object({
    path: z.string().describe('The file, counted from the folder of the task'),
    text: z.string().describe('All of its text'),
  }),
  subject: ({path}) => path,
  async use({path, text}, desk) {
    const place = await findPlace(desk.root, path, 'write');
    await putContent(desk, place, text);
    return `${place.name} was written.`;
  },
});
