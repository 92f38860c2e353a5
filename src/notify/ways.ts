import {basename} from 'node:path';
import type {Notice} from '../../state/notifications.js';
import type {Config} from '../config/schema.js';
import {safeJson} from '../safe-json.js';
import {noticeJson} from './describe.js';
import {messageOf, titleOf} from './words.js';

/** A program that tells the person, outside of the screen. */
export interface Way {
  name: string;
  file: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  input?: string;
}

/** How a notice is told outside of the screen, by the settings. A desktop is not for what is only good to know. */
export function waysFor(
  {command, desktop}: Pick<Config['notify'], 'command' | 'desktop'>,
  notice: Notice,
  {root, platform}: {root: string; platform: NodeJS.Platform},
): Way[] {
  const isShown = desktop && notice.priority !== 'low';
  return [...(isShown ? [desktopWay(notice, root, platform)] : []), ...(command ? [commandWay(command, notice)] : [])];
}

const commandWay = (command: string, notice: Notice): Way => ({
  name: 'notify.command',
  file: '/bin/sh',
  args: ['-c', command],
  env: envOf(notice),
  input: `${safeJson(noticeJson(notice))}\n`,
});

/** `ORKESTRA_NOTICE_TITLE` and so on: what the JSON says, for a line of shell. */
const envOf = (notice: Notice): Record<string, string> =>
  Object.fromEntries(
    Object.entries(noticeJson(notice))
      .filter(([name]) => name !== 'readAt')
      .map(([name, value]) => [`ORKESTRA_NOTICE_${name.toUpperCase()}`, String(value ?? '')]),
  );

const urgencies = {low: 'low', normal: 'normal', high: 'normal', urgent: 'critical'} as const;

/** Neither program takes what it shows for an option or for markup. */
function desktopWay(notice: Notice, root: string, platform: NodeJS.Platform): Way {
  const title = `orkestra: ${basename(root)}`;
  const text = [titleOf(notice), messageOf(notice)].filter((part) => part !== '').join(': ');
  if (platform === 'darwin') {
    const script = ['on run argv', 'display notification (item 2 of argv) with title (item 1 of argv)', 'end run'];
    const args = [...script.flatMap((line) => ['-e', line]), title, text];
    return {name: 'osascript', file: 'osascript', args};
  }
  const args = ['--app-name=orkestra', `--urgency=${urgencies[notice.priority]}`, '--', title, withoutMarkup(text)];
  return {name: 'notify-send', file: 'notify-send', args};
}

const withoutMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
