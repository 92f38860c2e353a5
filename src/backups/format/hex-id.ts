const DIGITS = 64;

/** A SHA-256 in hex. By hand, since there are as many as files: an expression takes ten times as long. */
export function isHexId(text: unknown): text is string {
  if (typeof text !== 'string' || text.length !== DIGITS) return false;
  for (let at = 0; at < DIGITS; at++) {
    const code = text.charCodeAt(at);
    const isDigit = (code >= 48 && code <= 57) || (code >= 97 && code <= 102);
    if (!isDigit) return false;
  }
  return true;
}
