import {ASK_BACKGROUND, type Background, backgroundOfReply, type Env} from '../components/terminal-colors.js';
import {type Theme, themeFor} from '../components/theme.js';
import {makeStore, type Store} from '../state/view.js';

/** Longer than this no terminal at hand takes to answer, and nobody is kept waiting for one far away. */
const LONGEST_ANSWER_MS = 100;

export interface BackgroundQuestion {
  themes: Store<{theme: Theme}>;
  ask(terminal: {write(text: string): void; expectReply(): void}): void;
  hear(reply: string): void;
  /** An answer that is still under way would be taken for words typed to the shell. */
  settled(): Promise<void>;
}

/**
 * The first picture takes the background for dark, or as the environment says; the terminal is asked meanwhile and the
 * colours follow its answer, however late it comes. `wanted` is what the settings say, undefined to ask.
 */
export function questionBackground(env: Env, wanted: Background | undefined): BackgroundQuestion {
  const themes = makeStore({theme: themeFor(env, wanted)});
  const {hasColor} = themes.get().theme;
  let answered = (): void => {};
  let wait = Promise.resolve();
  return {
    themes,
    ask({write, expectReply}) {
      if (wanted || !hasColor || env.TERM === 'dumb' || env.TERM === 'linux') return;
      wait = new Promise((resolve) => {
        answered = resolve;
        setTimeout(resolve, LONGEST_ANSWER_MS);
      });
      expectReply();
      write(ASK_BACKGROUND);
    },
    hear(reply) {
      const background = backgroundOfReply(reply);
      if (background) themes.set({theme: themeFor(env, background)});
      answered();
    },
    settled: () => wait,
  };
}
