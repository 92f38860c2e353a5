import type {AgentEvent} from './agent.js';

const SHOWN_RESULT_LINES = 12;

/** An event as people read it in the output of an attempt; undefined for what says nothing there. */
export function printEvent(event: AgentEvent): string | undefined {
  switch (event.type) {
    case 'started':
      return `[${['started', event.model, event.version, event.session].filter((part) => part !== undefined).join(' · ')}]`;
    case 'text':
      return event.text;
    case 'thought':
      return event.text.trim() === '' ? undefined : indent(event.text, '  ~ ');
    case 'tool':
      return `> ${event.name}${event.subject === '' ? '' : `: ${event.subject}`}`;
    case 'tool-result':
      return indent(firstLines(event.text), event.isError ? '  ! ' : '  | ');
    case 'usage':
      return undefined;
    case 'note':
      return `[${event.text}]`;
  }
}

const indent = (text: string, sign: string): string => text.trimEnd().replace(/^/gm, sign);

function firstLines(text: string): string {
  const lines = text.trimEnd().split('\n');
  if (lines.length <= SHOWN_RESULT_LINES) return lines.join('\n');
  return [...lines.slice(0, SHOWN_RESULT_LINES), `… ${lines.length - SHOWN_RESULT_LINES} more lines`].join('\n');
}
