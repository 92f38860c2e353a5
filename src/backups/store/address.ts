import {OrkestraError} from '../../../state/errors.js';

/** Where a REST server is and who we are to it. */
export interface RestAddress {
  /** Ends with a slash; without name and password. */
  url: URL;
  /** For people; never with the password. */
  shown: string;
  authorization: string | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

const EXAMPLE = 'Write it as `rest:http://user:password@host:8000/path/`.';

/** What `rest:http://user:password@host:8000/path/` says; name and password may come from the environment, as for restic. */
export function parseRestAddress(text: string, env: Env = {}): RestAddress {
  const url = parseUrl(text.replace(/^rest:/, ''));
  const user = decode(url.username) || (env.RESTIC_REST_USERNAME ?? '');
  const password = decode(url.password) || (env.RESTIC_REST_PASSWORD ?? '');
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  const shown = `rest:${url.protocol}//${user === '' ? '' : `${encodeURIComponent(user)}@`}${url.host}${url.pathname}`;
  const pair = Buffer.from(`${user}:${password}`).toString('base64');
  return {url, shown, authorization: user === '' ? undefined : `Basic ${pair}`};
}

/** The text is not repeated where it is wrong: there may be a password in it. */
function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && ['http:', 'https:'].includes(url.protocol) && url.hostname !== '') return url;
  throw new OrkestraError('invalid', 'The address of the backup server is no http or https address.', {hint: EXAMPLE});
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
