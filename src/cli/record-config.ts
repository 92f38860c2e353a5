import {write} from '../../state/db.js';
import {record} from '../audit/record.js';
import {isProject} from '../project.js';
import {pathsOf} from '../world.js';
import type {Call} from './command.js';

/** A change of the configuration is an event, where there is a trail to write it into. */
export async function recordConfig(call: Call, name: string, value: string): Promise<void> {
  if (!isProject(pathsOf(call.root))) return;
  const {world} = await call.project();
  write(world.db, () => record(world, {type: 'config.changed', data: {name, value}}));
}
