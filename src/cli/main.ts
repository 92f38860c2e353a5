import {CommanderError} from 'commander';
import {OrkestraError} from '../../state/errors.js';
import type {Project} from '../project.js';
import {safeJson} from '../safe-json.js';
import type {Answer, Call, Command} from './command.js';
import {commands} from './commands.js';
import {addDefault} from './default-command.js';
import {nextWord} from './globals.js';
import {placeOf} from './place.js';
import {buildProgram, type Given} from './program.js';
import {plainText, reportError, usageError} from './report.js';

/** What the outside gives: so that a test can be the shell. */
export interface Shell {
  argv: readonly string[];
  out(text: string): void;
  err(text: string): void;
  onInterrupt(handler: () => void): () => void;
  /** True when a person reads what goes out. */
  isTerminal: boolean;
  /** Opens the control room; only the program's entry knows how, and only where there is a terminal. */
  openScreen?(call: Call): Promise<number>;
}

/** Runs one command line; the result is the exit code. */
export async function main(shell: Shell): Promise<number> {
  let exitCode = 0;
  const argv = addDefault(shell.argv, commands);
  const program = buildProgram(commands, shell.out, async (command, given) => {
    exitCode = await runCommand(shell, command, given);
  });
  try {
    await program.parseAsync(argv, {from: 'user'});
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const style = {isJson: argv.includes('--json'), isDebug: argv.includes('--debug')};
    return reportError(shell, error instanceof CommanderError ? explainUsage(error, argv) : error, style);
  }
}

function explainUsage(error: CommanderError, argv: readonly string[]): OrkestraError {
  const path = pathCalled(argv);
  if (error.code !== 'commander.help') return usageError(error, path);
  const known = commands.filter((command) => command.path.startsWith(`${path} `) && !command.isHidden);
  const names = known.map((command) => command.path.slice(path.length + 1)).join(', ');
  return new OrkestraError('invalid', `\`orkestra ${path}\` needs one of its commands: ${names}.`, {
    hint: `\`orkestra ${path} --help\` tells what each does.`,
  });
}

/** The command or the group that was meant, as far as the words name one. */
function pathCalled(argv: readonly string[]): string {
  const first = nextWord(argv, 0) ?? argv.length;
  const word = argv[first] ?? '';
  const path = `${word} ${argv[nextWord(argv, first + 1) ?? argv.length] ?? ''}`;
  if (commands.some((command) => command.path === path)) return path;
  return commands.some((command) => command.path.split(' ')[0] === word) ? word : '';
}

async function runCommand(shell: Shell, command: Command, {args, options}: Given): Promise<number> {
  const opened: Project[] = [];
  let release = (): void => {};
  const interrupted = new Promise<void>((stop) => {
    release = shell.onInterrupt(stop);
  });
  const {openScreen} = shell;
  const isJson = options.json === true;
  const place = placeOf(options);
  const say = (line: string): void => shell.err(`${plainText(line)}\n`);
  const call: Call = {
    args: args.filter((arg) => !Array.isArray(arg)) as (string | undefined)[],
    rest: args.filter(Array.isArray).flat() as string[],
    options,
    isJson,
    ...place,
    project: async (how) => {
      if (opened[0]) return opened[0];
      const {openFromCommand} = await import('./open.js');
      const project = await openFromCommand({
        ...place,
        create: how?.create ?? false,
        say,
      });
      opened.push(project);
      return project;
    },
    print: (line) => shell.out(`${line}\n`),
    say,
    interrupted,
    isTerminal: shell.isTerminal,
    openScreen: openScreen && (() => openScreen(call)),
    commands,
  };
  try {
    return printAnswer(shell, await command.run(call), isJson);
  } catch (error) {
    if (!(error instanceof OrkestraError)) opened[0]?.world.log.error(`orkestra ${command.path} failed`, error);
    return reportError(shell, error, {isJson, isDebug: options.debug === true});
  } finally {
    release();
    for (const project of opened) project.close();
  }
}

function printAnswer(shell: Shell, answer: Answer | undefined, isJson: boolean): number {
  if (!answer) return 0;
  if (isJson && answer.json !== undefined) shell.out(`${safeJson(answer.json, 2)}\n`);
  else if (!isJson && answer.text) shell.out(`${plainText(answer.text.replace(/\n$/, ''))}\n`);
  return answer.exitCode ?? 0;
}
