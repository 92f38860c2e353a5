import {Readable, Writable} from 'node:stream';
import {perform, type Stage} from './perform.js';
import {plays} from './plays.js';
import {pauseAt, type Scripted} from './scripted-agent.js';

/** Plays a part over the Agent Client Protocol, which has words for asking leave. */
export async function speakAcp({title, attempt, speed}: Scripted): Promise<void> {
  const {agent, methods, ndJsonStream} = await import('@agentclientprotocol/sdk');
  const app = agent({name: 'scripted agent'})
    .onRequest(methods.agent.initialize, () => ({protocolVersion: 1, agentCapabilities: {}, authMethods: []}))
    .onRequest(methods.agent.session.new, () => ({sessionId: 'demo'}))
    .onNotification(methods.agent.session.cancel, () => process.exit(0))
    .onRequest(methods.agent.session.prompt, async ({params: {sessionId}, client}) => {
      const update = (what: Parameters<typeof client.notify>[1] extends never ? never : object): Promise<void> =>
        client.notify(methods.client.session.update, {sessionId, update: what} as never);
      const say = (text: string): Promise<void> =>
        update({sessionUpdate: 'agent_message_chunk', content: {type: 'text', text: `${text}\n`}});
      let calls = 0;
      const begin = async (name: string, subject: string): Promise<string> => {
        const toolCallId = String(++calls);
        const rawInput = name === 'run' ? {command: subject} : {path: subject};
        const kind = name === 'run' ? 'execute' : 'edit';
        await update({sessionUpdate: 'tool_call', toolCallId, title: name, kind, rawInput, status: 'pending'});
        return toolCallId;
      };
      const stage: Stage = {
        say,
        async tool(name, subject, text) {
          const toolCallId = await begin(name, subject);
          const content = [{type: 'content', content: {type: 'text', text}}];
          await update({sessionUpdate: 'tool_call_update', toolCallId, status: 'completed', content});
        },
        async ask(command) {
          const toolCallId = await begin('run', command);
          const answer = await client.request(methods.client.session.requestPermission, {
            sessionId,
            toolCall: {toolCallId},
            options: [
              {optionId: 'yes', name: 'Allow', kind: 'allow_once'},
              {optionId: 'no', name: 'Deny', kind: 'reject_once'},
            ],
          });
          return answer.outcome.outcome === 'selected' && answer.outcome.optionId === 'yes';
        },
        pause: () => pauseAt(speed),
      };
      const play = plays[title];
      await say(play ? await perform(play, attempt, stage) : `I know no play for "${title}".`);
      return {stopReason: play ? ('end_turn' as const) : ('refusal' as const)};
    });
  app.connect(
    ndJsonStream(
      Writable.toWeb(process.stdout) as WritableStream<Uint8Array>,
      Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>,
    ),
  );
  await new Promise((resolve) => process.stdin.once('close', resolve));
}
