import {OrkestraError} from '../../../state/errors.js';

/** No answer that means anything is larger; one without an end must not fill the memory. */
const LARGEST_BYTES = 100_000_000;

/**
 * The network as a vendor's provider sees it. A key is sent to the host it was given for and to no other, so nothing is
 * followed. `isStream` when events are wanted: whatever else comes is no answer of this vendor.
 */
export const guardedFetch =
  (company: string, isStream: boolean, largest = LARGEST_BYTES): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, {...init, redirect: 'manual', ...unhurried()});
    const host = new URL(input instanceof Request ? input.url : input).host;
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw sentOn(company, host, response);
    }
    if (isStream && response.ok && !isEvents(response)) throw await noEvents(company, host, response);
    return bounded(company, response, largest);
  };

/**
 * Node gives up after five minutes without a byte, and a model that is loaded first may need more. How long it may take is
 * decided by whoever asks, so here it may take for ever.
 */
function unhurried(): object {
  patient ??= makePatient();
  return patient;
}

let patient: object | undefined;

function makePatient(): object {
  // What we look for is there as soon as any of its kind was used.
  new Response();
  const usual: unknown = Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'));
  if (typeof usual !== 'object' || usual === null || usual.constructor.name !== 'Agent') return {};
  return {dispatcher: Reflect.construct(usual.constructor, [{headersTimeout: 0, bodyTimeout: 0}])};
}

const isEvents = ({headers}: Response): boolean => /event-stream|^$/.test(headers.get('content-type') ?? '');

function sentOn(company: string, host: string, {headers, status}: Response): OrkestraError {
  const to = headers.get('location') ?? '';
  const other = URL.canParse(to, `http://${host}`) ? new URL(to, `http://${host}`).host : 'nowhere';
  const where = other === host ? 'another address' : other;
  return new OrkestraError(
    'refused',
    `${company} at ${host} sends us on to ${where} (${status}); a key is not sent there.`,
    {
      hint: 'Set the address that answers itself.',
    },
  );
}

async function noEvents(company: string, host: string, response: Response): Promise<OrkestraError> {
  const type = (response.headers.get('content-type') ?? '').replace(/;.*/, '');
  await response.body?.cancel();
  return new OrkestraError('corrupt', `What ${company} at ${host} answered is ${type}, not an answer of a model.`, {
    hint: 'Check the address, and whether a login page of the network answers in its place.',
  });
}

function bounded(company: string, response: Response, largest: number): Response {
  if (!response.body) return response;
  let left = largest;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      left -= chunk.byteLength;
      if (left >= 0) return controller.enqueue(chunk);
      controller.error(new OrkestraError('corrupt', `The answer of ${company} has no end.`));
    },
  });
  const {status, statusText, headers} = response;
  return new Response(response.body.pipeThrough(count), {status, statusText, headers});
}
