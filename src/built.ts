import {fileURLToPath} from 'node:url';

/** A file that the build leaves in `dist`, which lies beside `src`: this works from here and from a part of the bundle. */
export const built = (name: string): string => fileURLToPath(new URL(`../dist/${name}`, import.meta.url));
