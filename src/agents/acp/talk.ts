import {StringDecoder} from 'node:string_decoder';
import {OrkestraError} from '../../../state/errors.js';
import type {AgentAnswer, AgentQuestion} from '../agent.js';
import {type Left, startFamily} from '../family.js';
import {type Folder, readAgentFile, writeAgentFile} from './files.js';
import {outcomeOf, type PermissionRequest, questionOf, readPermission} from './permission.js';
import {openStream} from './stream.js';
import type {ToolCall} from './updates.js';

/** What is kept of words that are no messages. */
const KEPT_WORDS = 8000;

export interface TalkRequest {
  file: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  folder: Folder;
  onHeard(): void;
  onUpdate(params: unknown): void;
  onNoise(line: string): void;
  /** What was told of a tool before leave is asked for it. */
  toolNamed(id: string): ToolCall | undefined;
  /** Undefined means: nobody wants to know any more. */
  ask(question: AgentQuestion): Promise<AgentAnswer | undefined>;
}

export interface Talk {
  /** Rejects with the agent's own error, or with another when the agent is gone. */
  request(method: string, params: unknown): Promise<unknown>;
  notify(method: string, params: unknown): void;
  /** Ends its stdin: nothing more is wanted of it. */
  hangUp(): void;
  stop(): void;
  readonly left: Promise<Left>;
  /** Its last words beside the protocol. */
  words(): string;
}

/** Starts an agent and talks with it; it may ask for leave and for files, for nothing else. */
export async function openTalk(request: TalkRequest): Promise<Talk> {
  const {client, methods, RequestError} = await import('@agentclientprotocol/sdk');
  const words = {stderr: '', noise: ''};
  const decoder = new StringDecoder('utf8');
  const pipes = openStream({
    write: (text) => family.write(text),
    onHeard: request.onHeard,
    onUpdate: request.onUpdate,
    onNoise(line) {
      words.noise = `${words.noise}${line}\n`.slice(-KEPT_WORDS);
      request.onNoise(line);
    },
  });
  const refuse = (error: unknown): never => {
    if (error instanceof OrkestraError) throw RequestError.invalidParams(undefined, error.message);
    throw error;
  };
  const app = client({name: 'orkestra'})
    .onRequest(methods.client.session.requestPermission, async ({params}) => ({
      outcome: await decide(readPermission(params), request),
    }))
    .onRequest(methods.client.fs.readTextFile, async ({params}) => ({
      content: await readAgentFile(request.folder, params).catch(refuse),
    }))
    .onRequest(methods.client.fs.writeTextFile, async ({params}) => {
      await writeAgentFile(request.folder, params.path, params.content).catch(refuse);
      return {};
    });
  const {file, args, env, folder} = request;
  const family = startFamily({
    ...{file, args, cwd: folder.cwd, env, input: undefined, isOpen: true, onOut: pipes.feed},
    onErr(chunk) {
      words.stderr = (words.stderr + decoder.write(chunk)).slice(-KEPT_WORDS);
    },
  });
  const connection = app.connect(pipes.stream);
  const left = family.left.finally(() => {
    pipes.end();
    connection.close();
  });
  return {
    request: (method, params) => connection.agent.request(method, params),
    notify: (method, params) => void connection.agent.notify(method, params).catch(() => {}),
    hangUp: family.hangUp,
    stop: family.stop,
    left,
    words: () => words.stderr.trim() || words.noise.trim(),
  };
}

async function decide(asked: PermissionRequest | undefined, {ask, toolNamed}: TalkRequest) {
  if (!asked) return {outcome: 'cancelled'} as const;
  const answer = await ask(questionOf(asked, toolNamed(asked.toolCall.toolCallId)));
  return answer === undefined ? ({outcome: 'cancelled'} as const) : outcomeOf(asked, answer);
}
