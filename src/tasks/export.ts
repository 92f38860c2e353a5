import {type Dep, listDeps} from '../../state/deps.js';
import {listRuns, type Run} from '../../state/runs.js';
import {readSnapshot} from '../../state/snapshot.js';
import {listTasks, type Task} from '../../state/tasks.js';
import {groupBy} from '../group.js';
import {projectId} from '../project-id.js';
import {safeJson} from '../safe-json.js';
import type {World} from '../world.js';
import {wishesOf} from './wishes.js';

export const EXPORT_VERSION = 1;

/**
 * The lines of one JSON document with every task. What belongs to this moment on this machine (lease, process,
 * hindrance) stays here: it would mean nothing elsewhere.
 */
export function* exportTasks(world: World): Generator<string> {
  const {db} = world;
  const header = {version: EXPORT_VERSION, exportedAt: iso(world.now()), project: projectId(db)};
  const {tasks, needs} = readSnapshot(db, () => ({
    tasks: listTasks(db).map((task) => ({...task, runs: task.attempt > 0 ? listRuns(db, task.id) : []})),
    needs: groupBy(listDeps(db), (dep) => dep.task),
  }));
  yield `{"orkestra": ${safeJson(header)},`;
  yield '"tasks": [';
  for (const [at, task] of tasks.entries()) {
    const shown = exportTask(task, needs.get(task.id) ?? []);
    yield `${safeJson(shown)}${at === tasks.length - 1 ? '' : ','}`;
  }
  yield ']}';
}

const iso = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

function exportTask(task: Task & {runs: readonly Run[]}, needs: readonly Dep[]) {
  return {
    id: task.id,
    state: task.state,
    title: task.title,
    priority: task.priority,
    rank: task.rank,
    dependencies: needs.map((dep) => ({id: dep.needs, kind: dep.kind})),
    wantedAgent: task.wantedAgent,
    ...wishesOf(task),
    sourceId: task.sourceId,
    result: task.result,
    agent: task.agent,
    why: task.why,
    attempt: task.attempt,
    failures: task.failures,
    createdAt: iso(task.createdAt),
    readyAt: iso(task.readyAt),
    startedAt: isoOrNull(task.startedAt),
    endedAt: isoOrNull(task.endedAt),
    attempts: task.runs.map(({task: _, startedAt, endedAt, ...run}) => ({
      ...run,
      startedAt: iso(startedAt),
      endedAt: iso(endedAt),
    })),
  };
}
