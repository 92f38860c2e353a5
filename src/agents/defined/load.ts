import {dirname, join} from 'node:path';
import {OrkestraError} from '../../../state/errors.js';
import {readConfigText, shownPath} from '../../config/find.js';
import {isTrusted} from '../../trust.js';
import type {Paths} from '../../world.js';
import {builtInNames} from '../registry.js';
import type {AgentsFile} from './definition.js';

/** Beside the configuration, and committed with it. */
export const agentsFile = ({config}: Pick<Paths, 'config'>): string => join(dirname(config), 'agents.yaml');

/** What a person said of the agents. What is wrong with the file is told, and then the built-in ones work. */
export async function loadAgents(paths: Pick<Paths, 'config'>): Promise<AgentsFile> {
  const file = agentsFile(paths);
  const folder = dirname(file);
  try {
    const text = await readConfigText(file);
    if (text === undefined) return {folder, definitions: [], rules: [], problems: []};
    const {readAgents} = await import('./read.js');
    const read = readAgents({text, file: shownPath(file), folder, builtIn: builtInNames});
    return isTrusted(folder) ? read : withoutPrograms(read, shownPath(file));
  } catch (error) {
    if (!(error instanceof OrkestraError)) throw error;
    return {folder, definitions: [], rules: [], problems: [error.message]};
  }
}

/** What anybody may have written without doing harm. */
function withoutPrograms(read: AgentsFile, file: string): AgentsFile {
  const definitions = read.definitions.filter(({way}) => way.kind === 'built-in' && way.program === undefined);
  const rules = read.rules.filter(({decide}) => decide !== 'allow');
  if (definitions.length === read.definitions.length && rules.length === read.rules.length) return read;
  const problem = `${file} names programs, or allows things; \`orkestra trust\` says that this folder may.`;
  return {...read, definitions, rules, problems: [...read.problems, problem]};
}
