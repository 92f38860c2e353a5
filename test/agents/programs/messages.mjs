// The stream of messages that two programs speak.
const usage = {input_tokens: 90, cache_read_input_tokens: 10, cache_creation_input_tokens: 0, output_tokens: 10};
const result = (more) => ({type: 'result', subtype: 'success', is_error: false, total_cost_usd: 0.25, usage, ...more});

export const messages = {
  begin: (session) => [{type: 'system', subtype: 'init', session_id: session, model: 'model-1', tools: []}],
  say: (text) => [{type: 'assistant', message: {content: [{type: 'text', text}]}}],
  tool: (id, isError, text) => [
    {type: 'assistant', message: {content: [{type: 'tool_use', id, name: 'Bash', input: {command: 'wc -l a.txt'}}]}},
    {type: 'user', message: {content: [{type: 'tool_result', tool_use_id: id, is_error: isError, content: text}]}},
  ],
  done: (answer, session, denied = []) => [
    result({result: answer, session_id: session, permission_denials: denied.map((tool_name) => ({tool_name}))}),
  ],
  // It says "success" and means the opposite.
  fail: (words) => ({lines: [result({is_error: true, result: words})], code: 1}),
};
