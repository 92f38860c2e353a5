/** So long a change of pace takes to be seen: less jumps about, more is old news. */
const SPAN_MS = 4000;

/** Bytes a second, smoothed: a picture that jumps tells nobody how long it still takes. Told the bytes so far, each time. */
export function makeRate(startedAt: number): (bytes: number, at: number) => number {
  let last = {bytes: 0, at: startedAt};
  let rate: number | undefined;
  return (bytes, at) => {
    const ms = at - last.at;
    if (ms <= 0) return rate ?? 0;
    const now = (Math.max(0, bytes - last.bytes) * 1000) / ms;
    const weight = 1 - Math.exp(-ms / SPAN_MS);
    rate = rate === undefined ? now : rate + (now - rate) * weight;
    last = {bytes, at};
    return Math.round(rate);
  };
}
