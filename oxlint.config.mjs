/**
 * Imports point down only: what each folder may import beside itself. `bin` and `tests` may import everything.
 * `tests` says what its own tests may import too.
 */
const HOUSE = {
  contract: { may: [] },
  runtime: { may: ['contract'] },
  web: { may: ['contract'] },
  lab: { may: ['contract', 'runtime'] },
  model: { may: ['contract', 'runtime'] },
  sync: { may: ['contract', 'runtime', 'model'], tests: ['lab'] },
  actions: { may: ['contract', 'runtime', 'model'] },
  workers: { may: ['contract', 'runtime', 'model', 'sync', 'actions'], tests: ['lab'] },
  server: { may: ['contract', 'runtime', 'model', 'actions'], tests: ['lab'] },
};
const FOLDERS = [...Object.keys(HOUSE), 'bin', 'tests'];

const BULLMQ = {
  regex: '^bullmq(/|$)',
  message:
    'Only workers/queue.ts knows BullMQ: a plain `new Queue` with a PostgreSQL connection compiles and goes to Redis.',
};

const restricted = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

function upward(folder, may) {
  const others = FOLDERS.filter((one) => one !== folder && !may.includes(one));
  return {
    regex: `^(\\.\\./)+(${others.join('|')})/`,
    message: `Imports point down only: ${folder} may import ${may.join(', ') || 'nothing of the house'}.`,
  };
}

/** A later override replaces the rule of an earlier one, so each says all of it. */
const layers = Object.entries(HOUSE).flatMap(([folder, { may, tests = [] }]) => [
  { files: [`${folder}/**/*.{ts,tsx}`], rules: restricted(BULLMQ, upward(folder, may)) },
  { files: [`${folder}/**/*.test.{ts,tsx}`], rules: restricted(BULLMQ, upward(folder, [...may, ...tests])) },
]);

export default {
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'react', 'vitest', 'promise'],
  categories: { correctness: 'error' },
  env: { builtin: true },
  ignorePatterns: ['node_modules', 'dist', 'data', '**/*.d.ts'],
  rules: {
    'import/no-default-export': 'error',
    ...restricted(BULLMQ),
    'typescript/no-explicit-any': 'error',
    'typescript/consistent-type-imports': 'error',
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'no-var': 'error',
    'prefer-const': 'error',
    'no-debugger': 'error',
    'no-eval': 'error',
    'no-new-func': 'error',
    'vitest/no-focused-tests': 'error',
    'vitest/no-standalone-expect': 'off',
    'vitest/no-disabled-tests': 'error',
    'vitest/no-conditional-tests': 'off',
    'vitest/no-conditional-expect': 'off',
    'vitest/expect-expect': 'off',
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
  },
  overrides: [
    ...layers,
    { files: ['workers/queue.ts'], rules: restricted(upward('workers', HOUSE.workers.may)) },
    { files: ['*.config.ts', '*.config.mjs', '**/*.config.ts'], rules: { 'import/no-default-export': 'off' } },
  ],
};
