import type {Dep} from '../../state/deps.js';

/**
 * The way round, if `task` came to need `needs`: [task, needs, ..., task]. Undefined when there is none.
 * Walks without recursion, since a chain of a million tasks is allowed.
 */
export function findCycle(
  deps: readonly Pick<Dep, 'task' | 'needs'>[],
  task: number,
  needs: readonly number[],
): number[] | undefined {
  const needsOf = new Map<number, number[]>();
  for (const dep of deps) {
    const list = needsOf.get(dep.task);
    if (list) list.push(dep.needs);
    else needsOf.set(dep.task, [dep.needs]);
  }
  const cameFrom = new Map<number, number>();
  const open = [...needs];
  for (const first of needs) cameFrom.set(first, task);
  while (open.length > 0) {
    const at = open.pop() as number;
    if (at === task) return pathBack(cameFrom, task);
    for (const next of needsOf.get(at) ?? []) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      open.push(next);
    }
  }
  return undefined;
}

function pathBack(cameFrom: ReadonlyMap<number, number>, task: number): number[] {
  const backwards = [task];
  for (let at = cameFrom.get(task); at !== undefined && at !== task; at = cameFrom.get(at)) backwards.push(at);
  return [task, ...backwards.reverse()];
}

export const showCycle = (path: readonly number[]): string => path.map((id) => `#${id}`).join(' → ');
