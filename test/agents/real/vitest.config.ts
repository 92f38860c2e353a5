import {defineConfig} from 'vitest/config';

/** `npm run test:real-clis`: the vendors' own programs, installed for the occasion; long, and in need of a registry. */
// biome-ignore lint/style/noDefaultExport: vitest looks for it
export default defineConfig({
  test: {
    include: ['test/agents/real/*.real.ts'],
    testTimeout: 180_000,
    maxWorkers: 1,
    env: {CI: ''},
  },
});
