import {expect, test} from 'vitest';
import {whyNotUntrusted} from '../../src/backups/trusted.js';

const schedule = {name: 'mine', path: '.', cron: '@daily', jitterMs: 0};
const plain = {repository: '.orkestra/backups', passwordFile: undefined, schedules: [schedule]};

test.each([
  ['what stays in the project', {}, undefined],
  ['a folder of the project', {repository: '/p/..x/backups'}, undefined],
  ['another machine', {repository: 'rest:https://elsewhere/x'}, 'orkestra.yaml sends backups to another machine'],
  ['another folder', {repository: '../theirs'}, 'orkestra.yaml puts backups outside of the project'],
  ['a known password', {passwordFile: 'README.md'}, 'orkestra.yaml names a file with the password of the backups'],
  [
    'files of the person',
    {schedules: [schedule, {...schedule, name: 'keys', path: '/home/ann/.ssh'}]},
    'the schedule keys backs up what is outside of the project',
  ],
])('settings from anywhere: %s', (_, change, why) => {
  expect(whyNotUntrusted({...plain, ...change}, '/p')).toBe(why);
});
