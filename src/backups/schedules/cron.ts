import {OrkestraError} from '../../../state/errors.js';
import {type Field, fields, readField} from './cron-field.js';

/** The five fields of a line of cron, as the numbers each allows. */
export interface Cron {
  readonly minute: ReadonlySet<number>;
  readonly hour: ReadonlySet<number>;
  readonly day: ReadonlySet<number>;
  readonly month: ReadonlySet<number>;
  readonly weekday: ReadonlySet<number>;
  /** With a day of the month and a day of the week, either is enough; a star asks for neither. */
  readonly isEitherDay: boolean;
}

const nicknames: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** Throws one sentence that names the field and what is wrong with it. */
export function parseCron(text: string): Cron {
  const line = text.trim().toLowerCase();
  const parts = (nicknames[line] ?? line).split(/\s+/);
  if (parts.length !== fields.length) {
    const known = Object.keys(nicknames).join(', ');
    throw new OrkestraError('invalid', `"${text}" is no schedule: it needs five fields, such as "0 2 * * *".`, {
      hint: `The fields are minute, hour, day, month and weekday; or one of ${known}.`,
    });
  }
  const read = (name: Field['name']): Set<number> => {
    const at = fields.findIndex((field) => field.name === name);
    const field = fields[at];
    if (!field) throw new Error(`there is no field ${name}`);
    return readField(field, parts[at] ?? '');
  };
  const weekday = read('weekday');
  if (weekday.delete(7)) weekday.add(0);
  const cron = {minute: read('minute'), hour: read('hour'), day: read('day'), month: read('month'), weekday};
  const isStar = (part: string | undefined): boolean => part?.startsWith('*') === true;
  const isEitherDay = !isStar(parts[2]) && !isStar(parts[4]);
  if (!isEitherDay && !hasSuchDay(cron)) {
    throw new OrkestraError('invalid', `"${text}" never comes: no month of it has such a day.`);
  }
  return {...cron, isEitherDay};
}

const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const hasSuchDay = ({day, month}: Pick<Cron, 'day' | 'month'>): boolean =>
  [...month].some((one) => Math.min(...day) <= (LONGEST_MONTHS[one - 1] ?? 0));
