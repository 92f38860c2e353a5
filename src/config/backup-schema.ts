import {OrkestraError} from '../../state/errors.js';
import {parsePolicy} from '../backups/retention/parse.js';
import {readSchedules, type WrittenSchedule} from '../backups/schedules/schedule.js';
import {choice, duration, list, needed, optional, optionalText, text, toggle} from './kinds.js';

/** The part of the table in schema.ts that is about backups. */
export const backupSchema = {
  repository: text({
    default: '.orkestra/backups',
    help: 'Where backups are kept: a folder, or `rest:https://host/path` of a REST server.',
  }),
  password_file: optionalText({help: 'File with the password of the repository; without it, one is made and kept.'}),
  compression: choice({
    of: ['off', 'auto', 'max'],
    default: 'auto',
    help: 'How hard data is pressed together: max takes longer and saves a little.',
  }),
  exclude: optionalText({
    help: 'What is left out, as in a .gitignore and separated by commas, such as `*.iso, /tmp`.',
  }),
  gitignore: toggle({default: false, help: 'Leave out what the .gitignore files on the way leave out.'}),
  exclude_caches: toggle({default: false, help: 'Leave out folders that are marked as a cache by a CACHEDIR.TAG.'}),
  guard: choice({
    of: ['off', 'agents', 'all'],
    default: 'agents',
    env: 'ORKESTRA_BACKUP_GUARD',
    help: 'Whose work in the shared folder is preceded by a backup of what it may touch.',
  }),
  rollback: choice({
    of: ['off', 'ask', 'auto'],
    default: 'ask',
    help: 'Whether failed work in the shared folder is put back to what was there before.',
  }),
  keep: text({
    default: 'last 3, hourly 24, daily 7, weekly 4, monthly 12',
    check: whyNot(parsePolicy),
    help: 'Which backups stay when old ones are forgotten; also `yearly 2`, `within 2w`, `tag release`.',
  }),
  proof_every: duration({
    default: '1d',
    min: '1m',
    help: 'How often a sample of the newest backup is really restored and compared.',
  }),
  proof_warn: duration({default: '7d', min: '1m', help: 'A proof that is older than this is warned about.'}),
  schedules: list<WrittenSchedule>({
    fields: {
      name: needed(text({default: '', check: whyNoName, help: 'Name of the schedule and of its backups.'})),
      path: needed(text({default: '', help: 'What is backed up; a relative path counts from the project.'})),
      cron: optional(text({default: '', help: 'When: five fields as in cron, or a word such as `@daily`.'})),
      every: optional(duration({default: '1h', min: '10s', help: 'Or how often.'})),
      jitter: duration({default: '0', help: 'The most by which a start is put off by chance.'}),
      keep: optional(text({default: '', check: whyNot(parsePolicy), help: 'Instead of `backup.keep`.'})),
    },
    check: whyNoSchedules,
    help: 'Backups by the clock, such as `[{name: nightly, path: ., cron: "0 2 * * *"}]`.',
  }),
} as const;

/** The sentence of a reader that refuses, for a table that wants no exceptions. */
function whyNot<Of>(read: (written: Of) => unknown): (written: Of) => string | undefined {
  return (written) => {
    try {
      read(written);
      return undefined;
    } catch (error) {
      if (error instanceof OrkestraError) return error.message.replace(/\.$/, '');
      throw error;
    }
  };
}

/** A name is a word in commands: no spaces, and no dash in front. */
function whyNoName(name: string): string | undefined {
  return /^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,63}$/u.test(name)
    ? undefined
    : `"${name}" needs to be a word of letters, digits and -_.`;
}

function whyNoSchedules(schedules: readonly WrittenSchedule[]): {why: string; item?: number} | undefined {
  for (const [item] of schedules.entries()) {
    // Each with those before it, so that the second of one name is the one that is told.
    const why = whyNot(readSchedules)(schedules.slice(0, item + 1));
    if (why !== undefined) return {why: `entry ${item + 1}: ${why}`, item};
  }
  return undefined;
}
