import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {readMachine} from '../src/machine.js';
import {scratch} from './support/world.js';

const number = (command: string, ...args: string[]) =>
  Number(execFileSync(command, args, {encoding: 'utf8'}).trim().split(/\s+/).at(-1));

test('the readings agree with what the system tells', () => {
  // O-53
  const dir = scratch();
  const reading = readMachine(dir);
  const freeKb = number('sh', '-c', `df -Pk '${dir}' | awk 'NR==2 {print $4}'`);
  expect(Math.abs(reading.freeDiskBytes / 1024 - freeKb) / freeKb).toBeLessThan(0.05);
  expect(reading.memoryBytes).toBeGreaterThan(reading.freeMemoryBytes);
  expect(reading.freeMemoryBytes).toBeGreaterThan(0);
  expect(reading.cores).toBe(number('getconf', '_NPROCESSORS_ONLN'));
});

test('work raises the CPU time of the process, and memory that is held counts', () => {
  const before = readMachine('.').process;
  const held = Buffer.alloc(64_000_000, 1);
  for (const until = performance.now() + 300; performance.now() < until; ) Math.sqrt(held.length);
  const after = readMachine('.').process;
  expect(after.cpuSeconds - before.cpuSeconds).toBeGreaterThan(0.1);
  expect(after.memoryBytes - before.memoryBytes).toBeGreaterThan(40_000_000);
  expect(held.length).toBe(64_000_000);
});
