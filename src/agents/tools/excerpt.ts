import {StringDecoder} from 'node:string_decoder';

/** The beginning and the end of what may be endless: the error is at one of them. */
export function makeExcerpt(first: number, last: number): {feed(chunk: Buffer): void; text(): string} {
  const decoder = new StringDecoder('utf8');
  let head = '';
  let tail = '';
  let dropped = 0;
  const add = (text: string): void => {
    const room = first - head.length;
    head += text.slice(0, room);
    tail += text.slice(room);
    if (tail.length <= last) return;
    dropped += tail.length - last;
    tail = tail.slice(-last);
  };
  return {
    feed: (chunk) => add(decoder.write(chunk)),
    text() {
      add(decoder.end());
      return dropped === 0 ? head + tail : `${head}\n[${dropped} characters are left out]\n${tail}`;
    },
  };
}
