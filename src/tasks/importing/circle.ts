/**
 * Any way round among these: [a, b, ..., a], each needing the next. Walks without recursion, since a chain of a hundred
 * thousand tasks is allowed; looks at each task once.
 */
export function findCircle(needsOf: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const finished = new Set<string>();
  for (const start of needsOf.keys()) {
    if (finished.has(start)) continue;
    const circle = walkFrom(start, needsOf, finished);
    if (circle) return circle;
  }
  return undefined;
}

function walkFrom(
  start: string,
  needsOf: ReadonlyMap<string, readonly string[]>,
  finished: Set<string>,
): string[] | undefined {
  const path: {id: string; next: number}[] = [{id: start, next: 0}];
  const onPath = new Set([start]);
  for (let here = path.at(-1); here; here = path.at(-1)) {
    const need = needsOf.get(here.id)?.[here.next++];
    if (need === undefined) {
      path.pop();
      onPath.delete(here.id);
      finished.add(here.id);
    } else if (onPath.has(need)) {
      const ids = path.map((place) => place.id);
      return [...ids.slice(ids.indexOf(need)), need];
    } else if (!finished.has(need)) {
      path.push({id: need, next: 0});
      onPath.add(need);
    }
  }
  return undefined;
}
