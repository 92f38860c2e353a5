import type {ModelMessage, ToolModelMessage} from 'ai';

/** About 150,000 tokens; beyond that vendors refuse, or charge more. */
const MOST_CHARACTERS = 500_000;
/** Forgetting goes further than it must, so that what the vendor keeps of a conversation stays good for a while. */
const ENOUGH_CHARACTERS = 350_000;
const FORGOTTEN = '[This result was left out to make room. Use the tool again if you need it.]';

/** The conversation with the oldest results of tools left out when it is too long. Nothing else is taken from it. */
export function forget(
  messages: readonly ModelMessage[],
  most = MOST_CHARACTERS,
  enough = ENOUGH_CHARACTERS,
): ModelMessage[] {
  const sizes = messages.map((message) => JSON.stringify(message.content).length);
  let size = sizes.reduce((sum, one) => sum + one, 0);
  if (size <= most) return [...messages];
  // The last results are what the model is about to read.
  const last = messages.findLastIndex(({role}) => role === 'tool');
  return messages.map((message, at) => {
    if (message.role !== 'tool' || at === last || size <= enough) return message;
    const short = emptied(message);
    size -= (sizes[at] ?? 0) - JSON.stringify(short.content).length;
    return short;
  });
}

const emptied = (message: ToolModelMessage): ToolModelMessage => ({
  ...message,
  content: message.content.map((part) =>
    part.type === 'tool-result' ? {...part, output: {type: 'text', value: FORGOTTEN}} : part,
  ),
});
