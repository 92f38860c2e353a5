const MOST = 100;

/** What is wrong with a trail, in words. A wholly damaged one must not fill the memory or the screen. */
export interface Problems {
  add(problem: string): void;
  list(): string[];
}

export function startProblems(): Problems {
  const first: string[] = [];
  let more = 0;
  return {
    add(problem) {
      if (first.length < MOST) first.push(problem);
      else more += 1;
    },
    list: () => (more === 0 ? [...first] : [...first, `and ${more} more`]),
  };
}
