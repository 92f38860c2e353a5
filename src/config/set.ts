import {dirname, resolve} from 'node:path';
import {OrkestraError} from '../../state/errors.js';
import {writeAtomic} from '../files.js';
import {editText, type Raw} from './edit.js';
import {listEntries} from './entries.js';
import {readConfigText, shownPath} from './find.js';
import {keyNamed} from './keys.js';
import type {Key} from './kinds.js';
import {parseItems} from './lists.js';
import {parseText} from './parse.js';
import {requireRoot} from './root.js';
import {configTemplate} from './template.js';
import {readValue} from './validate.js';

/**
 * Checks the value, then writes it into the file, which is made from the template when it is missing. The rest of the
 * file stays as the user wrote it, a wrong value of another key included: that one may be next. Returns what was written.
 */
export async function setKey(file: string, name: string, text: string): Promise<string> {
  const key = keyNamed(name);
  const raw = rawFor(name, key, text);
  if (name === 'project_root') await requireRoot(resolve(dirname(file), text.trim()), shownPath(file));
  const old = (await readConfigText(file)) ?? configTemplate();
  const shown = shownPath(file);
  const [problem] = listEntries(parseText(old, shown)).problems;
  if (problem)
    throw new OrkestraError('invalid', `${shown}:${problem.line}: ${problem.text}`, {
      hint: 'Correct the line first; nothing was changed.',
    });
  const edited = editText(old, shown, name, raw);
  if (edited === undefined) {
    throw new OrkestraError(
      'conflict',
      `\`${name}\` cannot be changed in ${shown} without disturbing other lines; nothing was changed.`,
      {
        hint: `Edit the file by hand: \`${name}\` is to be ${text.trim()}.`,
      },
    );
  }
  await writeAtomic(file, edited);
  return Array.isArray(raw) ? text.trim() : String(raw);
}

/** Durations and sizes stay as they were typed, in lists as well; `debug` becomes `DEBUG`, `yes` becomes `true`. */
function rawFor(name: string, key: Key, text: string): Raw {
  const reading = readValue(key, text);
  if (!reading.ok) throw new OrkestraError('invalid', `\`${name}\` ${reading.why}`, {hint: 'Nothing was changed.'});
  const typed = text.trim();
  if (key.kind === 'list') return parseItems(key, typed) as readonly object[];
  if (key.kind !== 'duration' && key.kind !== 'bytes') return (reading.value as string | boolean | undefined) ?? typed;
  return /^\d+$/.test(typed) ? Number(typed) : typed;
}
