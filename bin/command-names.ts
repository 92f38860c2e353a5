import type {CommandName} from '../components/command-line.js';
import type {Command} from '../src/cli/command.js';

/** The commands as the palette shows them. */
export const commandNames = (commands: readonly Command[]): CommandName[] =>
  commands
    .filter(({isHidden}) => !isHidden)
    .map(({path, args, summary, aliases = [], isDefault = false, options = [], goesOn}) => ({
      path,
      args,
      summary,
      aliases,
      isDefault,
      options: options.map(({flags, help}) => ({flags, help})),
      goesOn,
    }));
