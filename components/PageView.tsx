import type {ListedTask} from '../state/task-list.js';
import type {Page} from '../state/view.js';
import {useTheme} from './hooks/useTheme.js';
import {Lines} from './Lines.js';
import {pageRoom} from './layout.js';
import {Pane} from './Pane.js';
import type {PageText, Room} from './page-lines.js';
import {highlight, type PageWindow, pageWindow} from './page-window.js';
import {paint, paintLine} from './paint.js';
import {TabStrip} from './TabStrip.js';
import {tabsOf} from './tabs.js';
import {truncate} from './text.js';

interface Props extends Room {
  page: Page;
  title: string;
  /** What the page is about, when it is a task. */
  task?: ListedTask | undefined;
  text: PageText;
  /** Said before where one is in the text. */
  note?: string | undefined;
  /** What is said while there is no line. */
  empty: string;
}

/** Any text of the screen: what a task writes, what is known of a lock, the log. */
export function PageView({page, title, task, text, note, empty, width, height}: Props) {
  const {style, glyphs} = useTheme();
  const tabs = tabsOf(page.subject, task);
  const room = pageRoom({width, height}, tabs.length);
  const shown = pageWindow(text, page, room);
  const lines =
    text.lines.length === 0
      ? [paint(truncate(empty, room.width), style.muted)]
      : shown.rows.map(({at, spans}) => paintLine(highlight(spans, page.search, at === page.match), style));
  return (
    <Pane
      title={title}
      note={[note, noteOf(page, text, shown)].filter((part) => part).join(` ${glyphs.separator} `)}
      width={width}
      height={height}
      isFocused
    >
      {tabs.length > 1 ? (
        <TabStrip tabs={tabs.map((name) => ({name}))} current={tabs.indexOf(page.tab)} width={room.width} />
      ) : null}
      <Lines lines={lines} width={room.width} />
    </Pane>
  );
}

/** Where one is in a text that does not fit. */
function noteOf({isFollowing}: Page, {first, lines}: PageText, {top, last, rows}: PageWindow): string {
  if (last <= first && top <= first) return '';
  const end = rows.at(-1)?.at ?? first;
  const below = first + lines.length - 1 - end;
  if (below <= 0) return isFollowing ? `${lines.length} lines` : `end of ${lines.length} lines`;
  return `${below} of ${lines.length} lines below`;
}
