import type {Call, Command, Options} from '../../src/cli/command.js';
import type {Project} from '../../src/project.js';
import type {World} from '../../src/world.js';

export interface Spoken {
  /** What went to stdout, the text or document of the answer included. */
  out: string;
  /** The answer of --json. */
  json: unknown;
  said: string[];
  exitCode: number;
}

interface Words {
  args?: readonly string[];
  rest?: readonly string[];
  options?: Options;
  isJson?: boolean;
}

/** Runs a command on a world of a test, as if it had been typed. */
export async function callCommand(world: World, command: Command, words: Words = {}): Promise<Spoken> {
  const lines: string[] = [];
  const said: string[] = [];
  const call: Call = {
    args: words.args ?? [],
    rest: words.rest ?? [],
    options: words.options ?? {},
    isJson: words.isJson ?? false,
    isTerminal: false,
    openScreen: undefined,
    commands: [],
    root: world.paths.root,
    isRootGiven: true,
    configFile: undefined,
    project: async () => ({world}) as Project,
    print: (line) => void lines.push(`${line}\n`),
    say: (line) => void said.push(line),
    interrupted: new Promise(() => {}),
  };
  const answer = await command.run(call);
  const printed = lines.join('');
  return {
    out: printed + (call.isJson ? '' : (answer?.text ?? '')),
    json: answer?.json ?? (call.isJson && printed !== '' ? (JSON.parse(printed) as unknown) : undefined),
    said,
    exitCode: answer?.exitCode ?? 0,
  };
}
