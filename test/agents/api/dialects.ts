/** What the model says in one answer. */
export interface Turn {
  thought?: string;
  text?: string;
  calls?: readonly {name: string; input: unknown}[];
  usage?: {input: number; output: number};
  /** Why it stops, in one word for all vendors. */
  stop?: 'length' | 'refusal' | 'spoiled';
  costUsd?: number;
}

export interface Dialect {
  /** Where answers are asked for. */
  path: RegExp;
  keyIn(headers: Record<string, string>): string | undefined;
  /** The events of an answer, as lines of a stream. */
  events(turn: Turn, number: number): string[];
  /** What tools gave, as far as the request tells. */
  results(body: Body): string[];
  /** What it sends so that nobody thinks it is gone. */
  crumb: string;
  /** How an error looks. */
  error(status: number, message: string): unknown;
}

export type Body = Record<string, unknown>;

const data = (value: unknown, name?: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;

/** Small enough to come in several events, large enough for megabytes. */
const pieces = (text: string): string[] => text.match(/[\s\S]{1,20000}/g) ?? [];
const halves = (text: string): string[] => [text.slice(0, text.length / 2), text.slice(text.length / 2)];

const bearer = ({authorization}: Record<string, string>): string | undefined => authorization?.replace(/^Bearer /, '');

/** xAI sends each call in one piece. */
const chatWith = (cut: (text: string) => string[]): Dialect => ({
  path: /\/chat\/completions$/,
  crumb: ': still here\n\n',
  keyIn: bearer,
  events({thought, text = '', calls = [], usage, stop, costUsd}, number) {
    const chunk = (delta: unknown, finish: string | null = null): string =>
      data({
        ...{id: `chat_${number}`, object: 'chat.completion.chunk', created: 1, model: 'model-1'},
        choices: [{index: 0, delta, finish_reason: finish}],
      });
    const count = (counts: unknown): string =>
      data({
        ...{id: `chat_${number}`, object: 'chat.completion.chunk', created: 1},
        model: 'model-1',
        choices: [],
        usage: counts,
      });
    const asked = calls.flatMap(({name, input}, index) => {
      const words = typeof input === 'string' ? input : JSON.stringify(input);
      return cut(words).map((part, at) =>
        chunk({
          tool_calls: [
            {
              index,
              ...(at === 0 && {id: `call_${number}_${index}`, type: 'function'}),
              function: {...(at === 0 && {name}), arguments: part},
            },
          ],
        }),
      );
    });
    const counted = usage && {
      ...{prompt_tokens: usage.input, completion_tokens: usage.output, total_tokens: usage.input + usage.output},
      ...(costUsd !== undefined && {cost: costUsd, cost_in_usd_ticks: costUsd * 1e10}),
    };
    return [
      chunk({role: 'assistant', content: ''}),
      ...(thought === undefined ? [] : [chunk({reasoning_content: thought})]),
      ...pieces(text).map((content) => chunk({content})),
      ...asked,
      chunk(
        {},
        stop === 'length' ? 'length' : stop === 'refusal' ? 'content_filter' : calls.length > 0 ? 'tool_calls' : 'stop',
      ),
      // Who is priced tells it twice: some servers do with every piece.
      ...(counted ? Array<string>(costUsd === undefined ? 1 : 2).fill(count(counted)) : []),
      data('[DONE]'),
    ];
  },
  results: ({messages}) =>
    (messages as {role: string; content: string}[]).filter(({role}) => role === 'tool').map(({content}) => content),
  error: (status, message) => ({error: {message, type: 'invalid_request_error', code: String(status)}}),
});

const anthropic: Dialect = {
  path: /\/messages$/,
  crumb: data({type: 'ping'}, 'ping'),
  keyIn: (headers) => headers['x-api-key'],
  events({thought, text = '', calls = [], usage = {input: 0, output: 0}, stop}, number) {
    const event = (type: string, more: object): string => data({type, ...more}, type);
    let index = -1;
    const block = (content: object, deltas: readonly object[]): string[] => {
      index++;
      return [
        event('content_block_start', {index, content_block: content}),
        ...deltas.map((delta) => event('content_block_delta', {index, delta})),
        event('content_block_stop', {index}),
      ];
    };
    const counts = {input_tokens: usage.input, output_tokens: 1};
    return [
      event('message_start', {
        message: {
          ...{id: `msg_${number}`, type: 'message', role: 'assistant', model: 'model-1', content: []},
          ...{stop_reason: null, stop_sequence: null, usage: counts},
        },
      }),
      event('ping', {}),
      ...(thought === undefined
        ? []
        : block({type: 'thinking', thinking: '', signature: ''}, [
            {type: 'thinking_delta', thinking: thought},
            {type: 'signature_delta', signature: `signed-${number}`},
          ])),
      ...(text === ''
        ? []
        : block(
            {type: 'text', text: ''},
            pieces(text).map((part) => ({type: 'text_delta', text: part})),
          )),
      ...calls.flatMap(({name, input}, at) =>
        block(
          {type: 'tool_use', id: `toolu_${number}_${at}`, name, input: {}},
          halves(typeof input === 'string' ? input : JSON.stringify(input)).map((part) => ({
            type: 'input_json_delta',
            partial_json: part,
          })),
        ),
      ),
      event('message_delta', {
        delta: {
          stop_reason:
            stop === 'length'
              ? 'max_tokens'
              : stop === 'refusal'
                ? 'refusal'
                : calls.length > 0
                  ? 'tool_use'
                  : 'end_turn',
          stop_sequence: null,
        },
        usage: {output_tokens: usage.output},
      }),
      event('message_stop', {}),
    ];
  },
  results: ({messages}) =>
    (messages as {content: string | {type: string; content?: unknown}[]}[])
      .flatMap(({content}) => (typeof content === 'string' ? [] : content))
      .filter(({type}) => type === 'tool_result')
      .map(({content}) => (typeof content === 'string' ? content : ((content as {text: string}[])[0]?.text ?? ''))),
  error: (status, message) => ({
    type: 'error',
    error: {type: status === 401 ? 'authentication_error' : 'api_error', message},
  }),
};

const gemini: Dialect = {
  path: /:streamGenerateContent$/,
  crumb: ': still here\n\n',
  keyIn: (headers) => headers['x-goog-api-key'],
  events({thought, text = '', calls = [], usage, stop}) {
    const parts = [
      ...(thought === undefined ? [] : [{text: thought, thought: true}]),
      ...pieces(text).map((part) => ({text: part})),
      ...calls.map(({name, input}) => ({functionCall: {name, args: input}, thoughtSignature: 'c2lnbmVk'})),
    ];
    const reasons = {length: 'MAX_TOKENS', refusal: 'SAFETY', spoiled: 'MALFORMED_FUNCTION_CALL'};
    const last = stop === undefined ? 'STOP' : reasons[stop];
    const usageMetadata = usage && {
      ...{
        promptTokenCount: usage.input,
        candidatesTokenCount: usage.output,
        totalTokenCount: usage.input + usage.output,
      },
    };
    const chunk = (part: unknown, more: object = {}): string =>
      data({
        candidates: [{content: {role: 'model', parts: part === undefined ? [] : [part]}, index: 0, ...more}],
        ...(usageMetadata && {usageMetadata}),
        modelVersion: 'model-1',
      });
    return [...parts.map((part) => chunk(part)), chunk({text: ''}, {finishReason: last})];
  },
  results: ({contents}) =>
    (contents as {parts: {functionResponse?: {response: {content?: unknown}}}[]}[])
      .flatMap(({parts}) => parts)
      .flatMap(({functionResponse}) =>
        functionResponse
          ? [String(functionResponse.response.content ?? JSON.stringify(functionResponse.response))]
          : [],
      ),
  error: (code, message) => ({error: {code, message, status: code === 401 ? 'UNAUTHENTICATED' : 'INVALID_ARGUMENT'}}),
};

export const dialects = {
  chat: chatWith(halves),
  xai: chatWith((text) => [text]),
  anthropic,
  gemini,
};
