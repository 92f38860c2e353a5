import {useEffect, useState} from 'react';

const LOOK_EVERY_MS = 200;

/** The last lines of an attempt's output, followed while `isLive`. The same list as before means nothing is new. */
export function useOutput(read: () => readonly string[], key: string, isLive: boolean): readonly string[] {
  const [lines, setLines] = useState<readonly string[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for what `read` reads
  useEffect(() => {
    const look = (): void => setLines((before) => sameOr(before, read()));
    look();
    if (!isLive) return;
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [key, isLive]);
  return lines;
}

const sameOr = (before: readonly string[], next: readonly string[]): readonly string[] =>
  before.length === next.length && before.at(-1) === next.at(-1) && before[0] === next[0] ? before : next;
