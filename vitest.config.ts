// Three sizes of test, told apart by name: pure (`unit`), one room with real sockets or processes
// (`room`), and the whole app in a real Electron window (`e2e`).
import { defineConfig } from 'vitest/config'

const room = 'test/**/*.room.test.ts'
const e2e = 'test/e2e/**/*.e2e.test.ts'
// One broker for all test files of a run, started when the first of them asks.
const broker = 'test/peers/rabbit-keeper.ts'

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [room, e2e, 'test/projects/**'],
          // Against tests that hang; a busy machine makes a quick one take seconds.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        // Servers and processes take seconds to start on a busy machine.
        test: {
          name: 'room',
          include: [room],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          globalSetup: [broker],
        },
      },
      {
        extends: true,
        // One window at a time: two would fight over focus on the same display.
        test: {
          name: 'e2e',
          include: [e2e],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          globalSetup: ['build/desktop.mjs', broker],
        },
      },
    ],
  },
})
