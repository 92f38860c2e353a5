// A command of one's own that speaks the language of docs/agents.md.
import {play} from './stage.mjs';

const result = (more) => ({type: 'result', ...more});

play({
  version: 'none',
  sessionIn: () => undefined,
  begin: (session) => [{type: 'started', session, model: 'model-1'}],
  say: (text) => [{type: 'text', text}],
  tool: (id, isError, text) => [
    {type: 'tool', id, name: 'shell', subject: 'wc -l a.txt'},
    {type: 'tool-result', id, isError, text},
  ],
  done: (answer) => [{type: 'usage', inputTokens: 100, outputTokens: 10, costUsd: 0.25}, result({answer})],
  fail: (why) => ({lines: [result({isOk: false, why})]}),
  noLogin: () => ({lines: [result({isOk: false, failure: 'login', why: 'set MY_KEY'})]}),
  limited: () => ({lines: [result({isOk: false, failure: 'limited', until: 1_800_007_530_000, why: 'no more today'})]}),
});
