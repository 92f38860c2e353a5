import {once} from 'node:events';
import {expect, test} from 'vitest';
import {areHangupsIgnored, ignoreHangups} from '../src/hangups.js';

test('who is asked with a hangup whether it is alive goes on living, until nobody needs that', async () => {
  const before = process.listenerCount('SIGHUP');
  const stops = [ignoreHangups(), ignoreHangups()];
  const came = once(process, 'SIGHUP');
  process.kill(process.pid, 'SIGHUP');
  await came;
  stops[0]?.();
  stops[0]?.();
  expect(areHangupsIgnored()).toBe(true);
  stops[1]?.();
  expect(areHangupsIgnored()).toBe(false);
  expect(process.listenerCount('SIGHUP')).toBe(before);
});
