import {OrkestraError} from '../../../state/errors.js';
import {parsePolicy} from '../retention/parse.js';
import type {Policy} from '../retention/policy.js';
import {type Cron, parseCron} from './cron.js';

/** When and what: one entry of `backup.schedules`. */
export interface Schedule {
  readonly name: string;
  readonly path: string;
  readonly when: {readonly cron: Cron} | {readonly everyMs: number};
  /** The start is put off by chance, by this much at most. */
  readonly jitterMs: number;
  /** Of the backups of this name; without it, `backup.keep` holds. */
  readonly keep: Policy | undefined;
}

/** As the configuration has it, its fields already checked one by one. */
export interface WrittenSchedule {
  readonly name: string;
  readonly path: string;
  readonly cron?: string | undefined;
  readonly everyMs?: number | undefined;
  readonly jitterMs: number;
  readonly keep?: string | undefined;
}

export function readSchedule({name, path, cron, everyMs, jitterMs, keep}: WrittenSchedule): Schedule {
  if ((cron === undefined) === (everyMs === undefined)) {
    throw new OrkestraError('invalid', `The schedule ${name} needs \`cron\` or \`every\`, and not both.`);
  }
  const when = cron === undefined ? {everyMs: everyMs ?? 0} : {cron: parseCron(cron)};
  return {name, path, when, jitterMs, keep: keep === undefined ? undefined : parsePolicy(keep)};
}

/** Each is a name of its own: runs are known by it. */
export function readSchedules(written: readonly WrittenSchedule[]): Schedule[] {
  const schedules = written.map(readSchedule);
  const twice = schedules.find(({name}, at) => schedules.findIndex((one) => one.name === name) < at);
  if (twice) throw new OrkestraError('invalid', `Two schedules are called ${twice.name}.`);
  return schedules;
}
