import {plain} from '../plain.js';
import type {ImportResult} from '../tasks/import.js';

const tasks = (count: number): string => `${count} ${count === 1 ? 'task' : 'tasks'}`;

export function showImport({added, skipped, notes}: ImportResult): string {
  const before = skipped === 0 ? '' : `, ${skipped} skipped: imported before`;
  return [`${tasks(added)} added${before}.`, ...notes.map((note) => `  ${plain(note)}`)].join('\n');
}
