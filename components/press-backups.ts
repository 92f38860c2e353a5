import type {Dialog, Field} from '../state/view.js';
import {joinWords} from './command-line.js';
import type {Desk} from './desk.js';
import {runLine} from './run-line.js';
import {field} from './task-fields.js';

/** So many digits of a backup's name are enough for people. */
const SHORT_NAME = 12;

export const backupForm = (): Dialog => ({
  kind: 'form',
  title: 'New backup',
  purpose: {does: 'backup'},
  fields: [
    field('path', 'Path', 'a file or folder; without it, the whole project', '', {offers: 'files'}),
    field('name', 'Name', 'what it is called; it may stay empty'),
  ],
  at: 0,
});

export const restoreForm = (backup: string): Dialog => ({
  kind: 'form',
  title: `Restore ${backup.slice(0, SHORT_NAME)}`,
  purpose: {does: 'restore', backup},
  fields: [
    field('to', 'To', 'a folder; what is in it is never overwritten', '', {offers: 'files'}),
    field('only', 'Only', 'such as src/**; without it, everything'),
  ],
  at: 0,
});

export const verifyBackup = (desk: Desk, backup: string): void => call(desk, ['verify', backup.slice(0, SHORT_NAME)]);

const textIn = (fields: readonly Field[], name: string): string =>
  fields.find((one) => one.name === name)?.value.trim() ?? '';

/** The problem beside a field, or the command on its way. */
export function submitBackup(
  desk: Desk,
  {fields, purpose}: Dialog & {kind: 'form'},
): ReadonlyMap<string, string> | undefined {
  if (purpose.does === 'backup') {
    const [path, name] = [textIn(fields, 'path'), textIn(fields, 'name')];
    close(desk, ['backup', path === '' ? '.' : path, ...(name === '' ? [] : ['--name', name])]);
  }
  if (purpose.does === 'restore') {
    const [to, only] = [textIn(fields, 'to'), textIn(fields, 'only')];
    if (to === '') return new Map([['to', 'Say where it is restored to.']]);
    const words = ['restore', purpose.backup.slice(0, SHORT_NAME), '--to', to];
    close(desk, [...words, ...(only === '' ? [] : ['--only', only])]);
  }
  return undefined;
}

function close(desk: Desk, words: readonly string[]): void {
  desk.view.set({dialog: undefined});
  call(desk, words);
}

const call = (desk: Desk, words: readonly string[]): void => runLine(desk, joinWords(words), words);
