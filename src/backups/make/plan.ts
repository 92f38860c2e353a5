/** The way from the root to what is backed up: of the folders on it only what leads there is taken. */
export interface Plan {
  isTarget: boolean;
  /** By name, in bytes. */
  children: Map<string, Plan>;
}

/** Paths are absolute and in bytes. What lies within another target is part of that. */
export function planOf(paths: readonly string[]): Plan {
  const root: Plan = {isTarget: false, children: new Map()};
  for (const path of paths) {
    let here = root;
    for (const step of path.split('/').filter(Boolean)) {
      const next = here.children.get(step) ?? {isTarget: false, children: new Map<string, Plan>()};
      here.children.set(step, next);
      here = next;
    }
    here.isTarget = true;
  }
  return root;
}
