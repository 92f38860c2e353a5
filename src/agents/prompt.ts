import type {Before, Brief} from './brief.js';

export interface Wishes {
  title: string;
  instructions: string | null;
  check: string | null;
  files: readonly string[];
  inputs: readonly string[];
  outputs: readonly string[];
}

/** What an agent is told. The words of the task come as they are; the rest says under which rules it works. */
export function promptFor(wishes: Wishes, {rejected, before, session, messages = []}: Brief): string {
  const {title, instructions, check, files, inputs, outputs} = wishes;
  // Who goes on with a session knows the task and what it did.
  if (session !== undefined)
    return [goOn(before), notAccepted(rejected), list('Messages for you', messages)].filter(isSaid).join('\n\n');
  return [
    title,
    instructions,
    list('Read first', inputs),
    list('Change only', files),
    list('Make', outputs),
    check === null ? null : `When you are done, this command is run, and must succeed:\n${check}`,
    before && tellBefore(before),
    notAccepted(rejected),
    list('Messages for you', messages),
  ]
    .filter(isSaid)
    .join('\n\n');
}

const isSaid = (part: string | null | undefined): part is string =>
  part !== null && part !== undefined && part.trim() !== '';

const list = (title: string, items: readonly string[]): string | null =>
  items.length === 0 ? null : `${title}:\n${items.map((item) => `- ${item.replaceAll('\n', '\n  ')}`).join('\n')}`;

const notAccepted = (rejected: string | undefined): string | undefined =>
  rejected === undefined ? undefined : `Your work was reviewed and not accepted:\n${rejected}`;

const goOn = (before: Before | undefined): string =>
  before === undefined
    ? 'Go on with the task.'
    : `You were stopped (${before.why}). Look at what is there, and go on until the task is done.`;

const tellBefore = ({agent, attempt, why, said, did}: Before): string =>
  [
    `${agent} worked on this task before you (attempt ${attempt}) and did not end it: ${why}.`,
    'What it changed is in the folder. Look at that first, and go on from there.',
    did.length > 0 && `What it did:\n${did.map((deed) => `- ${deed}`).join('\n')}`,
    said !== '' && `Its last words:\n${said}`,
  ]
    .filter((part) => part !== false)
    .join('\n');
