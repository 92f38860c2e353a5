import {defineConfig} from 'vitest/config';

/** The suite starts real processes and real databases: a minute is a deadline for a stuck one, not a budget. */
export default defineConfig({
  // React is taken in its production form, which knows no development elements.
  oxc: {jsx: {runtime: 'automatic', development: false}},
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: 'test/support/build.ts',
    exclude: ['test/bench/**', 'test/torture/**', 'node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // No test gives work to the agents of the person who runs it, unless it brings its own; nor takes backups by itself.
    env: {NODE_ENV: 'production', CI: '', ORKESTRA_AGENTS: 'none', ORKESTRA_TRUST: 'all', ORKESTRA_BACKUP_GUARD: 'off'},
  },
});
