import { defineConfig } from 'vitest/config'

/** What is polled for comes within milliseconds; on a busy machine, later. */
const expectation = { poll: { timeout: 10_000 } }

/** A fast project per kind of test; `slow` runs apart (`npm run test:slow`). */
const kinds = ['unit', 'contract', 'flow', 'lambda', 'infra']

export default defineConfig({
  test: {
    projects: [
      ...kinds.map((name) => ({
        test: {
          name,
          include: [`test/${name}/**/*.test.ts`],
          // A synthesis of all stacks takes seconds, on a busy machine many.
          testTimeout: name === 'infra' ? 60_000 : 20_000,
          hookTimeout: 20_000,
          expect: expectation,
        },
      })),
      ...(process.argv.includes('slow')
        ? [
            {
              test: {
                name: 'slow',
                include: ['test/{sim,browser,runtime}/**/*.test.ts'],
                testTimeout: 600_000,
                hookTimeout: 60_000,
                fileParallelism: false,
                expect: expectation,
              },
            },
          ]
        : []),
    ],
  },
})
