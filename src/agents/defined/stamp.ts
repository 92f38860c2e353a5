import {statSync} from 'node:fs';
import type {Paths} from '../../world.js';
import {agentsFile} from './load.js';

/** Another one when agents.yaml was written, made or taken away; looking at it costs next to nothing. */
export function agentsStamp(paths: Pick<Paths, 'config'>): string {
  try {
    const {mtimeMs, size, ino} = statSync(agentsFile(paths));
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return '';
  }
}
