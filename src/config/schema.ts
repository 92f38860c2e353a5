import {logLevels} from '../log.js';
import {backupSchema} from './backup-schema.js';
import {bytes, choice, count, duration, type Key, optionalAmount, optionalText, path, toggle} from './kinds.js';

/**
 * Every key of orkestra.yaml, nested as in the file. Types, defaults, validation, the template that `init` writes and
 * docs/config.md are made from this table and from nothing else.
 */
export const schema = {
  project_root: path({
    default: '.',
    help: 'Folder of the project; a relative path counts from the folder of this file.',
  }),
  project_name: optionalText({help: 'Name shown on the screen; without it, the name of the project folder.'}),
  auto_assign: toggle({default: true, help: 'Give ready tasks to free agents without being asked.'}),
  auto_recovery: toggle({default: true, help: 'Take back the tasks of agents and machines that died.'}),
  agents: optionalText({
    env: 'ORKESTRA_AGENTS',
    help: 'The agents that may work, by name and separated by commas, or `none`; without it, all that are set up.',
  }),
  enable_democracy: toggle({default: true, help: 'Let agents vote; without it, decisions wait for a person.'}),
  consensus_method: choice({
    of: ['unanimous', 'supermajority', 'majority', 'plurality', 'ranked_choice', 'weighted'],
    default: 'majority',
    help: 'How a vote is decided when it names no method.',
  }),
  health_check_interval: duration({
    default: '5m',
    min: '1s',
    max: '1d',
    help: 'Time between two checks of agents and systems.',
  }),
  recovery_check_interval: duration({
    default: '10m',
    min: '1s',
    max: '1d',
    help: 'Time between two searches for lost work.',
  }),
  max_concurrent_tasks: count({default: 5, min: 1, max: 1000, help: 'How many tasks run at once on this machine.'}),
  logging: {
    level: choice({
      of: logLevels,
      default: 'INFO',
      env: 'ORKESTRA_LOG_LEVEL',
      help: 'The least important lines that are logged.',
    }),
    file: path({default: '.orkestra/logs/orkestra.log', help: 'Where the log is written; it is rotated.'}),
  },
  systems: {
    sh_grim: {
      enabled: toggle({default: true, help: 'Use the operations system: backups, scans, health of the machine.'}),
      health_check_script: optionalText({help: 'Script whose exit code decides the health of the operations system.'}),
    },
    go_grim: {
      enabled: toggle({default: true, help: 'Use the compression engine.'}),
      binary: optionalText({help: 'External compression program; without it, the built-in engine.'}),
    },
    py_grim: {
      enabled: toggle({default: true, help: 'Use the web system.'}),
      module: optionalText({help: 'Web service that is started and probed; without it, the built-in one.'}),
    },
  },
  operations: {
    timeout: duration({default: '5m', min: '1s', help: 'An operation that takes longer is stopped and rolled back.'}),
    max_concurrent: count({
      default: 5,
      min: 1,
      max: 1000,
      help: 'How many operations run at once; the next one waits.',
    }),
    retry_attempts: count({default: 3, min: 0, max: 100, help: 'How often a failing step of an operation is tried.'}),
  },
  storage: {
    durability: choice({
      of: ['safe', 'fast'],
      default: 'safe',
      help: 'What an acknowledged write survives: safe even a power cut, fast only a crash of the program.',
    }),
  },
  queue: {
    ageing: duration({
      default: '10m',
      min: '1s',
      help: 'How long a task waits to gain as much as one step of priority.',
    }),
    lease: duration({
      default: '30s',
      min: '1s',
      help: 'A task whose runner is silent for this long is given to another.',
    }),
    retry_delay: duration({default: '5s', help: 'Pause before the first retry; it doubles with each failure.'}),
    retry_delay_max: duration({default: '5m', help: 'The longest pause between two retries.'}),
    retries: count({
      default: 3,
      min: 0,
      max: 1000,
      env: 'ORKESTRA_MAX_RETRIES',
      help: 'How often a failed task is tried again when it names no number.',
    }),
    timeout: duration({
      default: '0',
      help: 'A task that runs longer is stopped when it names no limit; 0 means no limit.',
    }),
    kill_grace: duration({default: '5s', help: 'Time a stopped process has to end by itself before it is killed.'}),
    log_limit: bytes({
      default: '256MB',
      min: '1kB',
      help: 'The most output kept of one run; the rest is dropped and counted.',
    }),
    min_free_disk: bytes({default: '64MB', help: 'No task starts with less free disk space than this.'}),
  },
  budget: {
    task: optionalAmount({help: 'What one task may cost when it names no budget; then it is stopped.'}),
    agent: optionalAmount({help: 'What each agent may cost in a day; then it rests until the next.'}),
    day: optionalAmount({help: 'What all agents together may cost in a day; then none of them starts anything.'}),
  },
  backup: backupSchema,
  approvals: {
    timeout: duration({
      default: '10m',
      min: '1s',
      help: 'What an agent asks leave for is denied when nobody has answered for this long.',
    }),
  },
  workspace: {
    keep: duration({
      default: '7d',
      help: 'How long the worktree of a failed or cancelled task stays; its branch stays when work is on it.',
    }),
    copy: optionalText({
      help: 'Paths that a new worktree is given though git does not keep them, such as `.env, node_modules`.',
    }),
    setup: optionalText({help: 'Command that is run once in each new worktree, such as `npm ci`.'}),
  },
  notify: {
    bell: toggle({default: true, help: 'Ring the bell of the terminal once when something newly needs you.'}),
    terminal: toggle({default: true, help: 'Ask the terminal to show what newly needs you, where it can (OSC 9).'}),
    desktop: toggle({
      default: false,
      help: 'Show what needs you and what is sent to you as a notification of the desktop.',
    }),
    command: optionalText({
      help: 'Command line that is run for each notice: as JSON on its stdin, and in ORKESTRA_NOTICE_TITLE and others.',
    }),
    done: toggle({default: true, help: 'Tell of finished tasks as well, quietly.'}),
  },
  engine: {
    takeover: toggle({default: true, help: 'When the engine dies, another open screen of the project takes over.'}),
  },
  screen: {
    theme: choice({
      of: ['auto', 'dark', 'light'],
      default: 'auto',
      help: 'The background the colours are chosen for; auto asks the terminal.',
    }),
    motion: toggle({default: true, help: 'Let clocks run and small charts move while nothing else changes.'}),
  },
} as const satisfies Section;

export interface Section {
  readonly [name: string]: Key | Section;
}

export type Config = Read<typeof schema>;

/** `queue.log_limit` is read as `config.queue.logLimitBytes`: camel case, with the unit the number has. */
type Read<Of> = {
  readonly [Name in keyof Of & string as Of[Name] extends Key
    ? FieldName<Name, Of[Name]>
    : Camel<Name>]: Of[Name] extends Key ? Of[Name]['default'] : Read<Of[Name]>;
};

type Camel<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name;
type FieldName<Name extends string, K extends Key> = `${Camel<Name>}${Unit<K['kind']>}`;
type Unit<Kind> = Kind extends 'duration' ? 'Ms' : Kind extends 'bytes' ? 'Bytes' : '';
