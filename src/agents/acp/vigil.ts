import type {AgentLimits} from '../agent.js';

export interface Vigil {
  /** A sign of life. */
  heard(): void;
  /** It waits for us, so that its silence says nothing, until the returned function is called. */
  hold(): () => void;
  end(): void;
}

export type Silence = {ms: number; before: 'it began' | 'it went on'};

/** Calls once when nothing was heard for longer than the limits permit. */
export function startVigil({firstEventMs, silenceMs}: AgentLimits, onSilence: (silence: Silence) => void): Vigil {
  let timer: NodeJS.Timeout | undefined;
  let holds = 0;
  let isOver = false;
  const wait = (silence: Silence): void => {
    clearTimeout(timer);
    if (isOver || holds > 0) return;
    timer = setTimeout(() => {
      isOver = true;
      onSilence(silence);
    }, silence.ms);
  };
  const heard = (): void => wait({ms: silenceMs, before: 'it went on'});
  wait({ms: firstEventMs, before: 'it began'});
  return {
    heard,
    hold() {
      holds++;
      clearTimeout(timer);
      return () => {
        holds--;
        heard();
      };
    },
    end() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
