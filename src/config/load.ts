import {dirname, resolve} from 'node:path';
import {OrkestraError} from '../../state/errors.js';
import {buildConfig, mergeDefaults} from './build.js';
import {findConfig, type Place, readConfigText, shownPath} from './find.js';
import {keys} from './keys.js';
import type {Value} from './kinds.js';
import type {Env, Said} from './read.js';
import {requireRoot} from './root.js';
import type {Config} from './schema.js';

export interface LoadOptions extends Place {
  env?: Env;
}

export interface Loaded {
  config: Config;
  /** Absolute; where the file would be when there is none. */
  file: string;
  isThere: boolean;
  /** Every key by its dotted name, with the place its value comes from. */
  settings: ReadonlyMap<string, Setting>;
  /** Sentences about keys nobody knows. */
  warnings: readonly string[];
  /** What it was loaded with, so that it can be loaded again. */
  options: LoadOptions;
}

export interface Setting {
  value: Value;
  /** `default`, `orkestra.yaml:12`, `env ORKESTRA_LOG_LEVEL` or `flag --project-root`. */
  origin: string;
}

const rootFlag = 'flag --project-root';

/** The environment wins over the file, the file over the defaults. Every problem is told at once. */
export async function loadConfig(options: LoadOptions = {}): Promise<Loaded> {
  const {cwd = process.cwd(), env = process.env} = options;
  if (options.projectRoot !== undefined) await requireRoot(resolve(cwd, options.projectRoot), rootFlag);
  const file = await findConfig(options);
  const text = await readConfigText(file);
  if (text === undefined && options.file !== undefined) {
    throw new OrkestraError('not-found', `There is no config file ${file}.`, {
      hint: 'Check `--config`, or run `orkestra init`.',
    });
  }
  const said = [...(await readSources(text, shownPath(file, cwd), env)), flags(options, cwd)];
  const problems = said.flatMap((source) => source.problems);
  if (problems.length > 0) throw unusable(problems);

  const values = new Map(said.flatMap((source) => [...source.values]));
  const origins = new Map(said.flatMap((source) => [...source.origins]));
  const config = buildConfig(values, dirname(file));
  const rootOrigin = origins.get('project_root');
  if (rootOrigin !== undefined && rootOrigin !== rootFlag) await requireRoot(config.projectRoot, rootOrigin);
  return {
    config,
    file,
    isThere: text !== undefined,
    settings: new Map(
      [...mergeDefaults(values)].map(([name, value]) => [name, {value, origin: origins.get(name) ?? 'default'}]),
    ),
    warnings: said.flatMap((source) => source.warnings),
    options: {...options, cwd, env},
  };
}

/** A start without a config pays for neither the YAML parser nor the validator. */
async function readSources(text: string | undefined, file: string, env: Env): Promise<Said[]> {
  const isOverridden = keys.some(({key}) => key.env !== undefined && env[key.env]);
  if (text === undefined && !isOverridden) return [];
  const {readText, readEnv} = await import('./read.js');
  return [...(text === undefined ? [] : [readText(text, file)]), readEnv(env)];
}

function flags({projectRoot}: LoadOptions, cwd: string): Said {
  const named: [string, string][] = projectRoot === undefined ? [] : [['project_root', resolve(cwd, projectRoot)]];
  return {
    values: new Map(named),
    origins: new Map(named.map(([name]) => [name, rootFlag])),
    problems: [],
    warnings: [],
  };
}

function unusable(problems: readonly string[]): OrkestraError {
  return new OrkestraError('invalid', problems.join('\n'), {
    hint: 'Correct it, or change it with `orkestra config set KEY VALUE`; docs/config.md describes every key.',
  });
}
