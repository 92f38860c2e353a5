import {resolve} from 'node:path';
import {findRoot} from '../find-root.js';
import type {Place} from './command.js';

/** The project that `--project-root` and `--config` mean, or the one the command stands in. */
export function placeOf({projectRoot, config}: {projectRoot?: string; config?: string}): Place {
  return {
    root: projectRoot === undefined ? findRoot(process.cwd()) : resolve(projectRoot),
    isRootGiven: projectRoot !== undefined,
    configFile: config === undefined ? undefined : resolve(config),
  };
}
