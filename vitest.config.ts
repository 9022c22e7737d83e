import { defineConfig } from 'vitest/config';

const ignored = ['**/node_modules/**', '**/dist/**', '**/data/**'];

const suite = (name: string, minutes: number) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.{ts,tsx}`],
    exclude: ignored,
    testTimeout: minutes * 60_000,
    hookTimeout: minutes * 60_000,
    // Such suites start servers of their own; files side by side would only fight for the cores.
    fileParallelism: false,
  },
});

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...ignored, 'tests/{real,access,e2e,faults,bench}/**'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      suite('real', 5),
      suite('access', 3),
      suite('e2e', 5),
      suite('faults', 5),
    ],
  },
});
