import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {listAuditFiles} from '../../src/audit/daily-file.js';
import {type Happening, record} from '../../src/audit/record.js';
import type {World} from '../../src/world.js';
import {write} from '../../state/write.js';

/** Records events at a moment of the test's choosing. */
export function happen(world: World, at: number, count = 1, what: Partial<Happening> = {}): void {
  const happenings = Array.from({length: count}, (_, number) => ({type: 'test.happened', data: {number}, ...what}));
  write(world.db, () => record({db: world.db, actor: 'tester', now: () => at}, ...happenings));
}

/** The lines of each daily file; a line that is no JSON fails the test. */
export function readDays(world: World): Record<string, {id: number; [field: string]: unknown}[]> {
  return Object.fromEntries(
    listAuditFiles(world.paths.audit).map((name) => {
      const text = readFileSync(join(world.paths.audit, name), 'utf8');
      if (!text.endsWith('\n')) throw new Error(`${name} ends in the middle of a line`);
      const lines = text.slice(0, -1).split('\n');
      return [name, lines.map((line) => JSON.parse(line) as {id: number})];
    }),
  );
}

export const idsIn = (world: World): number[] =>
  Object.values(readDays(world))
    .flat()
    .map((event) => event.id)
    .sort((one, other) => one - other);

export const upTo = (last: number): number[] => Array.from({length: last}, (_, at) => at + 1);
