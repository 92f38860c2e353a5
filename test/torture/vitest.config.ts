import {defineConfig} from 'vitest/config';

/** `npm run torture`: minutes of killing, filling and racing, for the night and before a release. */
// biome-ignore lint/style/noDefaultExport: vitest looks for it
export default defineConfig({
  test: {
    globalSetup: 'test/support/build.ts',
    include: ['test/torture/**/*.torture.ts'],
    testTimeout: 600_000,
    maxWorkers: 1,
    env: {NODE_ENV: 'production', CI: ''},
  },
});
