import type {Project} from '../project.js';

export interface OptionSpec {
  /** As commander writes it: '-f, --follow' or '--priority LEVEL'. */
  flags: string;
  help: string;
  /** With `isList` the command checks them itself, word by word. */
  choices?: readonly string[];
  /** What completion offers; other values may be right as well. */
  suggest?: readonly string[];
  /** May be given several times; a comma separates as well. */
  isList?: true;
}

/** Text of an option, true for a flag, several for a list, undefined when not given. */
export type OptionValue = string | true | string[] | undefined;
export type Options = Readonly<Record<string, OptionValue>>;

export interface Answer {
  /** The one document on stdout with --json; undefined when the command has printed lines of its own. */
  json?: unknown;
  text?: string;
  /** 1 = it ran and the answer is bad. */
  exitCode?: number;
}

/** Which project is meant. */
export interface Place {
  /** The folder of the project, whether there is one or not. */
  root: string;
  /** True when --project-root named it: then it wins over what a file says. */
  isRootGiven: boolean;
  configFile: string | undefined;
}

/** What a command is given. */
export interface Call extends Place {
  args: readonly (string | undefined)[];
  rest: readonly string[];
  options: Options;
  isJson: boolean;
  /** Opens the project once; `create` makes it when there is none. */
  project(how?: {create: boolean}): Promise<Project>;
  /** A line on stdout while the command works. */
  print(line: string): void;
  /** A message for a person, on stderr. */
  say(line: string): void;
  /** Resolves at Ctrl-C or SIGTERM; a second one ends the process. */
  interrupted: Promise<void>;
  /** True when a person reads what is printed, false when it goes into a file or a pipe. */
  isTerminal: boolean;
  /** Opens the control room; undefined where there is no terminal for it. */
  openScreen: (() => Promise<number>) | undefined;
  /** Every command there is, for those that talk about commands. */
  commands: readonly Command[];
}

/** One command as data: help, completion, docs and tests are made from it. */
export interface Command {
  path: string;
  args?: string;
  summary: string;
  options?: readonly OptionSpec[];
  examples?: readonly string[];
  /** Other names, of one word like the last of `path`. */
  aliases?: readonly string[];
  /** Runs when only its group is named: `orkestra audit` is `orkestra audit list`. */
  isDefault?: true;
  /** Goes on until it is stopped: with one of these options, or without all of those. The screen does not call it then. */
  goesOn?: {with?: readonly string[]; without?: readonly string[]};
  /** Nothing a person types: help, completion and docs pass over it. */
  isHidden?: true;
  run(call: Call): Promise<Answer | undefined> | Answer | undefined;
}
