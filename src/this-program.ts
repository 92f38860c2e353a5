import {fileURLToPath} from 'node:url';

/**
 * The file that is run as `orkestra`, for those who start it again. What this process was started with may be the program
 * of somebody else that uses the library. Both `src` and `dist` lie beside `bin`.
 */
export const thisProgram: string = fileURLToPath(new URL('../bin/orkestra.js', import.meta.url));
