import {realpath} from 'node:fs/promises';
import {translateFileError} from '../../file-errors.js';
import type {AgentRequest} from '../agent.js';
import {edit} from './edit.js';
import {list} from './list.js';
import {read} from './read.js';
import {run} from './run.js';
import {search} from './search.js';
import type {Desk, Tool} from './tool.js';
import {write} from './write.js';

/** What an agent over an API can do. A new tool is one small file and a line here. */
export const tools: readonly Tool[] = [read, edit, write, list, search, run];

export async function openDesk({cwd, env, ask, whyNotWrite}: AgentRequest, signal: AbortSignal): Promise<Desk> {
  try {
    const root = await realpath(cwd);
    return {root, env, signal, ...(ask && {ask}), ...(whyNotWrite && {whyNotWrite})};
  } catch (error) {
    throw translateFileError(error, cwd);
  }
}
