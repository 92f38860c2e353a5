/** Rows that stay in sight before and after the cursor, so that one sees where it goes. */
const comfort = 2;

/** The first row to draw: moved no further than needed to keep the cursor in sight, and never past the end. */
export function scrollTo(offset: number, cursor: number | undefined, height: number, count: number): number {
  const last = Math.max(0, count - height);
  const clamped = Math.min(Math.max(0, offset), last);
  if (cursor === undefined || height < 1 || count === 0) return clamped;
  const at = Math.min(Math.max(0, cursor), count - 1);
  const margin = Math.min(comfort, Math.floor((height - 1) / 2));
  const lowest = Math.min(Math.max(0, at + margin - height + 1), last);
  const highest = Math.min(Math.max(0, at - margin), last);
  return Math.min(Math.max(clamped, lowest), highest);
}

export interface Thumb {
  start: number;
  size: number;
}

/** The part of a scroll bar that stands for what is in sight; undefined when everything is. Only at an end does it touch it. */
export function thumbOf(offset: number, height: number, count: number): Thumb | undefined {
  if (height < 1 || count <= height) return undefined;
  const size = Math.max(1, Math.floor((height * height) / count));
  const last = count - height;
  if (offset <= 0 || height - size < 2) return {start: offset >= last ? height - size : 0, size};
  if (offset >= last) return {start: height - size, size};
  const room = height - size;
  return {start: Math.min(room - 1, Math.max(1, Math.round((offset / last) * room))), size};
}
