import { defineConfig } from 'vitest/config'

/** What is waited for comes later on a busy machine; a second, the default, is too little for two tests at once. */
/**
 * Files of one worker share the modules they load: reading the whole server anew for each would take longer than its tests.
 * Nothing in the server keeps state outside a platform, so two files cannot meet.
 */
const shared = { isolate: false }

const patient = { poll: { timeout: 15_000 } }

/** Five sizes of test, each a project of its own (design section 10). */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'small',
          sequence: { groupOrder: 0 },
          include: ['{apps,packages,domains,cities,tools,bench}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.db.test.ts', 'apps/server/test/**', '**/node_modules/**'],
        },
      },
      {
        test: {
          ...shared,
          name: 'db',
          expect: patient,
          sequence: { groupOrder: 1 },
          include: ['apps/server/src/**/*.db.test.ts'],
          globalSetup: ['apps/server/src/test-kit/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...shared,
          name: 'flow',
          expect: patient,
          sequence: { groupOrder: 2 },
          include: ['apps/server/test/**/*.test.ts'],
          globalSetup: ['apps/server/src/test-kit/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'e2e',
          expect: patient,
          sequence: { groupOrder: 3 },
          include: ['e2e/**/*.test.ts'],
          globalSetup: ['e2e/global-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 240_000,
          fileParallelism: false,
          // A browser on a busy machine may miss a beat; what fails twice is broken.
          retry: 1,
          maxWorkers: 1,
        },
      },
    ],
  },
})
