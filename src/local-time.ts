const two = (number: number): string => String(number).padStart(2, '0');

/** `2026-11-20 14:02:11`, on the clock of the reader. */
export function showLocalTime(at: number): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return `moment ${at}`;
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
}
