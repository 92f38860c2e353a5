import {resolve} from 'node:path';
import {Command as Commander, CommanderError, Option} from 'commander';
import {exitCodeOf, OrkestraError} from '../../state/errors.js';
import {findRoot} from '../find-root.js';
import type {Project} from '../project.js';
import type {Answer, Call, Command, Options, Place} from './command.js';
import {commands} from './commands.js';
import {version} from '../version.js';

/** What the outside gives: so that a test can be the shell. */
export interface Shell {
  argv: readonly string[];
  out(text: string): void;
  err(text: string): void;
  onInterrupt(handler: () => void): () => void;
  /** Opens the control room; only the program's entry knows how. */
  openScreen?(call: Call): Promise<number>;
}

interface Globals {
  json?: true;
  projectRoot?: string;
  config?: string;
  debug?: true;
}

/** Runs one command line; the result is the exit code. */
export async function main(shell: Shell): Promise<number> {
  let exitCode = 0;
  const program = buildProgram(shell, async (command, call) => {
    exitCode = await runCommand(shell, command, call);
  });
  try {
    await program.parseAsync([...shell.argv], {from: 'user'});
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return usageExit(shell, error);
    return reportError(shell, error, shell.argv.includes('--json'), shell.argv.includes('--debug'));
  }
}

type Run = (command: Command, given: {args: unknown[]; options: Options; globals: Globals}) => Promise<void>;

function buildProgram(shell: Shell, run: Run): Commander {
  const program = new Commander('orkestra')
    .description('A terminal control room for a crew of AI agents. Without a command it opens the screen.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .exitOverride()
    .configureOutput({writeOut: shell.out, writeErr: (text) => writeUsage(shell, text)})
    .showHelpAfterError(false)
    .showSuggestionAfterError(true)
    .addHelpText('after', '\nEvery command takes --json, --project-root DIR, --config FILE and --debug.');
  addGlobals(program);
  for (const command of commands) addCommand(program, command, run);
  return program;
}

function addGlobals(program: Commander): void {
  program
    .option('--json', 'print one JSON document')
    .option('--project-root <dir>', 'the folder of the project')
    .option('--config <file>', 'another configuration file')
    .option('--debug', 'show the stack of an error');
}

const placeholder = (flags: string): string => flags.replace(/ ([A-Z][A-Z|.,-]*)$/, (_, name: string) => ` <${name.toLowerCase()}>`);

function addCommand(program: Commander, command: Command, run: Run): void {
  const [name = '', sub] = command.path.split(' ');
  const parent = sub === undefined ? program : groupOf(program, name);
  const added = parent.command(`${sub ?? name}${command.args ? ` ${command.args}` : ''}`, {hidden: command.isHidden === true});
  added.summary(command.summary).description(command.summary).exitOverride().configureOutput(program.configureOutput());
  for (const spec of command.options ?? []) {
    const option = new Option(placeholder(spec.flags), spec.help);
    if (spec.choices) option.choices(spec.choices);
    if (spec.isList) option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
    added.addOption(option);
  }
  addGlobals(added);
  if (command.examples) added.addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  ${line}`).join('\n')}`);
  added.action(async (...given: unknown[]) => {
    const args = given.slice(0, -2);
    const merged = {...program.opts(), ...added.opts()} as Globals & Options;
    await run(command, {args, options: merged, globals: merged});
  });
}

/** `orkestra task` alone shows the help of its commands. */
function groupOf(program: Commander, name: string): Commander {
  const found = program.commands.find((one) => one.name() === name);
  if (found) return found;
  const titles: Record<string, string> = {
    task: 'add, watch and change tasks',
    lock: 'see, take and clean file locks',
    audit: 'what happened, who did it, and whether the record is whole',
    config: 'see and change orkestra.yaml',
    agent: 'who can work',
  };
  return program
    .command(name)
    .description(titles[name] ?? name)
    .exitOverride()
    .configureOutput(program.configureOutput());
}

async function runCommand(shell: Shell, command: Command, {args, options, globals}: {args: unknown[]; options: Options; globals: Globals}): Promise<number> {
  const opened: Project[] = [];
  let release = (): void => {};
  const interrupted = new Promise<void>((stop) => {
    release = shell.onInterrupt(stop);
  });
  const isJson = globals.json === true;
  const place = placeOf(globals);
  const call: Call = {
    args: args.filter((arg) => !Array.isArray(arg)) as (string | undefined)[],
    rest: args.filter(Array.isArray).flat() as string[],
    options,
    isJson,
    ...place,
    project: async (how) => {
      if (opened[0]) return opened[0];
      const {openFromCommand} = await import('./open.js');
      const project = await openFromCommand({...place, create: how?.create ?? false, say: (line) => shell.err(`${line}\n`)});
      opened.push(project);
      return project;
    },
    print: (line) => shell.out(`${line}\n`),
    say: (line) => shell.err(`${line}\n`),
    interrupted,
  };
  try {
    return printAnswer(shell, await command.run(call), isJson);
  } catch (error) {
    return reportError(shell, error, isJson, globals.debug === true);
  } finally {
    release();
    for (const project of opened) project.close();
  }
}

function placeOf({projectRoot, config}: Globals): Place {
  return {
    root: projectRoot === undefined ? findRoot(process.cwd()) : resolve(projectRoot),
    isRootGiven: projectRoot !== undefined,
    configFile: config === undefined ? undefined : resolve(config),
  };
}

function printAnswer(shell: Shell, answer: Answer | undefined, isJson: boolean): number {
  if (!answer) return 0;
  if (isJson && answer.json !== undefined) shell.out(`${JSON.stringify(answer.json, undefined, 2)}\n`);
  else if (!isJson && answer.text) shell.out(answer.text.endsWith('\n') ? answer.text : `${answer.text}\n`);
  return answer.exitCode ?? 0;
}

/** One sentence and the next step for a person, an object for a script; the stack only with --debug. */
export function reportError(shell: Pick<Shell, 'out' | 'err'>, error: unknown, isJson: boolean, isDebug: boolean): number {
  const isOurs = error instanceof OrkestraError;
  const message = isOurs ? error.message : `Something went wrong inside orkestra: ${error instanceof Error ? error.message : String(error)}`;
  const hint = isOurs ? error.hint : 'Run it again with --debug and report what it prints.';
  const code = isOurs ? error.code : 'bug';
  if (isJson) shell.out(`${JSON.stringify({error: {code, message, ...(hint === undefined ? {} : {hint})}}, undefined, 2)}\n`);
  else shell.err(`${message}\n${hint === undefined ? '' : `${hint}\n`}`);
  if (isDebug && error instanceof Error) shell.err(`${stackWithCauses(error)}\n`);
  return isOurs ? exitCodeOf(error.code) : 1;
}

function stackWithCauses(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by: ${stackWithCauses(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}

/** Commander's words for a wrong call, as one sentence of ours. */
function writeUsage(shell: Shell, text: string): void {
  if (shell.argv.includes('--json') && text.startsWith('error:')) return;
  shell.err(text.replace(/^error: (.)/, (_, first: string) => first.toUpperCase()));
}

function usageExit(shell: Shell, error: CommanderError): number {
  if (error.exitCode === 0) return 0;
  const isHelp = error.code === 'commander.help';
  if (isHelp) return 2;
  if (shell.argv.includes('--json')) {
    const message = error.message.replace(/^error: /, '');
    shell.out(`${JSON.stringify({error: {code: 'invalid', message}}, undefined, 2)}\n`);
  }
  return 2;
}

