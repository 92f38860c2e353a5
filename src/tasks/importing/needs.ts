import {isMet} from '../../../state/deps.js';
import type {TaskState} from '../../../state/task-states.js';
import {readState, readTaskBySource} from '../../../state/tasks.js';
import {projectId} from '../../project-id.js';
import type {World} from '../../world.js';
import type {ImportedTask, ParsedFile} from './imported.js';
import {short, startReport} from './report.js';

/** The ids of the file, and what they are here. */
export type Here = Map<string, number>;

/** A task that was exported from here and comes back is still here under its own id. */
export function findHere({db}: World, sourceId: string): number | undefined {
  const imported = readTaskBySource(db, sourceId);
  const own = `${projectId(db)}:`;
  if (imported !== undefined || !sourceId.startsWith(own)) return imported;
  const id = Number(sourceId.slice(own.length));
  return Number.isSafeInteger(id) && readState(db, id) !== undefined ? id : undefined;
}

/** What a task waits for may have come with an earlier import of the same source. */
export function findOutsideNeeds(
  world: World,
  {name, origin, tasks}: ParsedFile,
  fresh: readonly ImportedTask[],
  here: Here,
): void {
  const report = startReport(name);
  const inFile = new Set(tasks.map((task) => task.id));
  for (const {label, needs} of fresh) {
    for (const {id} of needs) {
      if (inFile.has(id) || here.has(id)) continue;
      const known = findHere(world, `${origin}:${id}`);
      if (known === undefined) report.problem(`${label} depends on ${short(id)}, which is not in the file`);
      else here.set(id, known);
    }
  }
  report.finish();
}

type States = ReadonlyMap<string, TaskState>;

export function statesOf({db}: World, fresh: readonly ImportedTask[], here: Here): States {
  const states = new Map<string, TaskState>();
  for (const [id, known] of here) {
    const state = readState(db, known);
    if (state) states.set(id, state);
  }
  for (const {id, state} of fresh) states.set(id, state === 'queued' || state === 'blocked' ? 'waiting' : state);
  return states;
}

/** Two ids of a file can be one task here; it is waited for once, and then the harder way counts. */
export function distinctNeeds({needs}: ImportedTask, here: Here): ImportedTask['needs'] {
  const distinct = new Map<string | number, ImportedTask['needs'][number]>();
  for (const need of needs) {
    const key = here.get(need.id) ?? need.id;
    if (distinct.get(key)?.kind !== 'hard') distinct.set(key, need);
  }
  return [...distinct.values()];
}

export const countOpen = (task: ImportedTask, states: States, here: Here): number =>
  distinctNeeds(task, here).filter(({id, kind}) => !isMet({kind, state: states.get(id) ?? 'waiting'})).length;
