/**
 * From Node 24.19 on, a statement or connection of better-sqlite3 12 that the garbage collector takes while no JavaScript
 * runs ends the whole process (`Assertion failed: (env) != nullptr`). So none is ever let go there; when its connection
 * is closed, it is some hundred bytes. Therefore no `pragma()`, `transaction()` or `iterate()`: they make statements that
 * nobody can hold. (better-sqlite3 13 has mended it, but does not run on Node 20.)
 */
export function keep<T extends object>(one: T): T {
  if (mustKeep) kept.add(one);
  return one;
}

export const mustKeep = Number(process.versions.node.split('.')[0]) >= 24;

const kept = new Set<object>();
