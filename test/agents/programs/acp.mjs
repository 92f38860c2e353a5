// An agent that speaks ACP, with the protocol's own package.
import {spawn} from 'node:child_process';
import {writeFileSync, writeSync} from 'node:fs';
import {Readable, Writable} from 'node:stream';
import {agent, methods, ndJsonStream, RequestError} from '@agentclientprotocol/sdk';

const scenario = process.env.SCENARIO ?? 'success';
const record = {pid: process.pid, args: process.argv.slice(2), env: process.env, cwd: process.cwd(), heard: []};
const save = () => process.env.RECORD && writeFileSync(process.env.RECORD, JSON.stringify(record));
save();

const forever = () => new Promise(() => setInterval(() => {}, 1000));
const flood = (fd, data) => {
  for (let rest = Buffer.from(data); rest.length > 0; ) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
};
let wake = () => {};
const cancelled = new Promise((resolve) => {
  wake = resolve;
});

/** What a turn says, by its scenario. */
function speak(client, sessionId) {
  const update = (what) => client.notify(methods.client.session.update, {sessionId, update: what});
  const say = (text) => update({sessionUpdate: 'agent_message_chunk', content: {type: 'text', text}});
  const tool = async (status = 'completed', text = 'one line') => {
    const call = {toolCallId: 'call-1', title: 'Count the lines', kind: 'execute', rawInput: {command: 'wc -l a.txt'}};
    await update({sessionUpdate: 'tool_call', ...call, status: 'pending'});
    const content = [{type: 'content', content: {type: 'text', text}}];
    await update({sessionUpdate: 'tool_call_update', toolCallId: 'call-1', status, content});
  };
  const done = async (stopReason = 'end_turn') => {
    for (const part of ['All ', 'done.']) await say(part);
    return {stopReason, usage: {totalTokens: 110, inputTokens: 100, outputTokens: 10}};
  };
  const ask = async (options, command = 'npm publish') => {
    const call = {toolCallId: 'call-2', title: 'Publish', kind: 'execute', rawInput: {command}};
    await update({sessionUpdate: 'tool_call', ...call, status: 'pending'});
    const answer = await client.request(methods.client.session.requestPermission, {
      ...{sessionId, toolCall: {toolCallId: 'call-2'}},
      options: options ?? [
        {optionId: 'always', name: 'Always', kind: 'allow_always'},
        {optionId: 'yes', name: 'Yes', kind: 'allow_once'},
        {optionId: 'no', name: 'No', kind: 'reject_once'},
      ],
    });
    record.heard.push(answer);
    save();
    return answer;
  };
  const files = async () => {
    for (const [method, params] of JSON.parse(process.env.FILES)) {
      const answer = await client.request(method, {sessionId, ...params}).catch(({code, message}) => ({code, message}));
      record.heard.push(answer);
    }
    save();
  };
  return {update, say, tool, done, ask, files};
}

const turns = {
  async success({update, say, tool, done}) {
    await update({sessionUpdate: 'agent_thought_chunk', content: {type: 'text', text: 'Let me '}});
    await update({sessionUpdate: 'agent_thought_chunk', content: {type: 'text', text: 'see.'}});
    await say('I will count.');
    await update({sessionUpdate: 'a_kind_of_tomorrow', more: 1});
    await tool();
    await update({sessionUpdate: 'usage_update', used: 50, size: 1000, cost: {amount: 0.25, currency: 'USD'}});
    return done();
  },
  async silence({tool}) {
    await tool();
    return forever();
  },
  async 'stops when asked'({tool, done}) {
    await tool();
    await cancelled;
    return done('cancelled');
  },
  async death({tool, say}) {
    await say('Not yet');
    await tool();
    await say('half a word');
    process.kill(process.pid, 'SIGKILL');
    return forever();
  },
  async garbage({tool, done}) {
    await tool();
    flood(1, 'Warning: the sky is falling\n{"no": "message"}\n[]\n42\n{"jsonrpc":"2.0","id":99,"result":{}}\n');
    flood(1, Buffer.from([0xff, 0xfe, 0x80, 10]));
    for (let count = 0; count < 4000; count++) flood(1, `${'flood '.repeat(1000)}\n`);
    return done();
  },
  async 'long line'({say, done}) {
    await say(`${'ü'.repeat(5_000_000)}\n`);
    return done();
  },
  refusal: ({done}) => done('refusal'),
  turns: ({done}) => done('max_turn_requests'),
  limited: () => {
    throw RequestError.internalError({details: 'Rate limit reached, try again in 7530s'});
  },
  'login in the middle': () => {
    throw RequestError.authRequired();
  },
  async permission({ask, tool, done}) {
    const {outcome} = await ask();
    await (outcome.optionId === 'yes' ? tool() : tool('failed', 'permission was not granted'));
    return done();
  },
  async 'permission for ever only'({ask, done}) {
    await ask([{optionId: 'always', name: 'Always', kind: 'allow_always'}]);
    return done();
  },
  async 'permission with a key'({ask, done}) {
    await ask(undefined, `curl -H ${process.env.OPENAI_API_KEY}`);
    return done();
  },
  async 'permission, then death'({ask}) {
    await ask();
    return forever();
  },
  async files({files, done}) {
    await files();
    return done();
  },
  async 'prints its keys'({say, done}) {
    await say(`${process.env.OPENAI_API_KEY}\n`);
    return done();
  },
  async 'leaves children'({done}) {
    const options = {stdio: ['ignore', 'inherit', 'inherit']};
    const pids = [false, true].map((detached) => spawn('sleep', ['300'], {...options, detached}).pid);
    writeFileSync(`${process.env.RECORD}.children`, JSON.stringify(pids));
    return done();
  },
};
turns['does not leave'] = turns.success;
turns['no model'] = turns.success;
turns['no old sessions'] = turns.success;
turns['lost session'] = turns.success;
turns.deaf = turns.silence;

if (scenario === 'no beginning') await forever();
if (scenario === 'no ACP') {
  console.error('usage: agent [options]');
  process.exit(2);
}
if (scenario === 'does not leave') setInterval(() => {}, 1000);
if (scenario === 'deaf') process.on('SIGTERM', () => {});

const option = {id: 'model', name: 'Model', category: 'model', type: 'select', currentValue: 'model-1', options: []};
const opened = scenario === 'no model' ? {} : {configOptions: [option]};

agent({name: 'test agent'})
  .onRequest(methods.agent.initialize, ({params}) => {
    record.hello = params;
    const agentCapabilities = scenario === 'no old sessions' ? {} : {loadSession: true};
    const authMethods = [{id: 'login', name: 'Log in', description: 'Run `agent login`'}];
    return {protocolVersion: 1, agentCapabilities, authMethods, agentInfo: {name: 'test', version: '3.2.1'}};
  })
  .onRequest(methods.agent.session.new, ({params}) => {
    if (scenario === 'no login') throw RequestError.authRequired();
    record.opened = params;
    return {sessionId: 'session-1', ...opened};
  })
  .onRequest(methods.agent.session.load, async ({params, client}) => {
    if (scenario === 'lost session') throw RequestError.sessionNotFound(params.sessionId);
    record.loaded = params;
    await speak(client, params.sessionId).say('What was said before.');
    return opened;
  })
  .onRequest(methods.agent.session.setConfigOption, ({params}) => {
    record.config = params;
    return {configOptions: [option]};
  })
  .onNotification(methods.agent.session.cancel, () => {
    record.wasCancelled = true;
    save();
    if (scenario !== 'silence' && scenario !== 'deaf') wake();
  })
  .onRequest(methods.agent.session.prompt, ({params, client}) => {
    record.prompt = params.prompt;
    save();
    return turns[scenario](speak(client, params.sessionId));
  })
  .connect(ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)));
