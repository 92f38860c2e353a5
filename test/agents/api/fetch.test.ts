import {createServer, type RequestListener} from 'node:http';
import type {AddressInfo} from 'node:net';
import {expect, onTestFinished, test} from 'vitest';
import {guardedFetch} from '../../../src/agents/api/fetch.js';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('an answer without an end is cut off before it fills the memory', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, {'content-type': 'text/event-stream'});
    const more = (): void => {
      while (response.write('data: 1\n\n'.repeat(10_000)));
      response.once('drain', more);
    };
    more();
  });
  const response = await guardedFetch('Acme', true, 5_000_000)(url);
  await expect(response.text()).rejects.toMatchObject({code: 'corrupt', message: 'The answer of Acme has no end.'});
});

test.each([301, 302, 303, 307, 308])('status %i leads nowhere, even on the same host', async (status) => {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status, {location: '/elsewhere'}).end();
  });
  await expect(guardedFetch('Acme', false)(`${url}/here`, {method: 'POST', body: '{}'})).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('sends us on to another address'),
  });
  expect(asked).toEqual(['/here']);
});

test('a location that is none is no crash', async () => {
  const url = await serve((_, response) => void response.writeHead(302, {location: 'http://['}).end());
  await expect(guardedFetch('Acme', false)(url)).rejects.toMatchObject({code: 'refused'});
});
