import type {Command, OptionSpec} from './command.js';
import {commands} from './commands.js';
import {groups} from './groups.js';

/** docs/commands.md, from the table that help and completion are made from as well. */
export function describeCommands(): string {
  const shown = commands.filter((command) => !command.isHidden);
  const alone = shown.filter((command) => !command.path.includes(' '));
  const names = [...new Set(shown.filter((command) => command.path.includes(' ')).map(groupOf))];
  const grouped = names.map((name) => {
    const title = `## orkestra ${name}: ${groups[name] ?? name}`;
    return [title, ...shown.filter((command) => groupOf(command) === name && command.path !== name).map(describe)].join(
      '\n\n',
    );
  });
  return `${[HEAD, ...alone.map(describe), ...grouped].join('\n\n')}\n`;
}

const HEAD = `# Commands

Every command takes \`--json\` (one JSON document on stdout and nothing else there), \`--project-root DIR\`, \`--config FILE\`
and \`--debug\`. Messages go to stderr. Exit codes: 0 done, 1 it ran and the answer is bad, 2 wrong usage or configuration,
130 interrupted. An error with \`--json\` is \`{"error": {"code", "message", "hint"}}\`.`;

const groupOf = (command: Command): string => command.path.split(' ')[0] ?? '';

function describe(command: Command): string {
  const args = command.args === undefined ? '' : ` ${command.args}`;
  const parts = [
    `### \`orkestra ${command.path}${args}\``,
    `${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`,
  ];
  if (command.options && command.options.length > 0) parts.push(command.options.map(describeOption).join('\n'));
  if (command.examples) parts.push(`For example: ${command.examples.map((line) => `\`${line}\``).join(', ')}.`);
  return parts.join('\n\n');
}

const describeOption = ({flags, help, choices}: OptionSpec): string =>
  `- \`${flags}\` ${help}${choices ? ` (${choices.join(', ')})` : ''}`;
