import {Command as Commander, Option} from 'commander';
import {version} from '../version.js';
import type {Command, OptionSpec, Options} from './command.js';
import {type Globals, globalOptions} from './globals.js';
import {groups} from './groups.js';

export interface Given {
  args: unknown[];
  options: Options & Globals;
}

export type Run = (command: Command, given: Given) => Promise<void>;

/** Commander reads the words; what it has to say about wrong ones is thrown, not printed. */
export function buildProgram(commands: readonly Command[], out: (text: string) => void, run: Run): Commander {
  const program = new Commander('orkestra')
    .description('A terminal control room for a crew of AI agents. Without a command it opens the screen.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .exitOverride()
    .configureOutput({writeOut: out, writeErr() {}})
    .showSuggestionAfterError(true)
    .addHelpText(
      'after',
      '\n`orkestra --status` is `orkestra status`. Every command takes --json, --project-root DIR, --config FILE and --debug.',
    );
  addGlobals(program);
  for (const command of commands) addCommand(program, command, run);
  return program;
}

function addGlobals(program: Commander): void {
  for (const {flags, help} of globalOptions) program.option(flags, help);
}

function addCommand(program: Commander, command: Command, run: Run): void {
  const [name = '', sub] = command.path.split(' ');
  const parent = sub === undefined ? program : groupOf(program, name);
  const added = parent.command(`${sub ?? name}${command.args ? ` ${command.args}` : ''}`, {
    hidden: command.isHidden === true,
  });
  added.summary(command.summary).description(command.summary).exitOverride().configureOutput(program.configureOutput());
  for (const alias of command.aliases ?? []) added.alias(alias);
  for (const spec of command.options ?? []) added.addOption(optionOf(spec));
  addGlobals(added);
  if (command.examples)
    added.addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  ${line}`).join('\n')}`);
  added.action(async (...given: unknown[]) => {
    await run(command, {args: given.slice(0, -2), options: {...program.opts(), ...added.opts()}});
  });
}

const placeholder = (flags: string): string =>
  flags.replace(/ ([A-Z][A-Z|.,-]*)$/, (_, name: string) => ` <${name.toLowerCase()}>`);

function optionOf({flags, help, choices, isList}: OptionSpec): Option {
  const option = new Option(placeholder(flags), help);
  if (choices) option.choices(choices);
  if (isList) option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  return option;
}

/** `orkestra task` alone shows the help of its commands. */
function groupOf(program: Commander, name: string): Commander {
  const found = program.commands.find((one) => one.name() === name);
  if (found) return found;
  return program
    .command(name)
    .description(groups[name] ?? name)
    .exitOverride()
    .configureOutput(program.configureOutput());
}
