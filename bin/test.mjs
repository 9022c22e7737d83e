// Runs the suites: node bin/test.mjs <all | real | access | e2e | faults | chaos | bench> [arguments]
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { build, checkNode, fail, installPackages, root, say } from './set-up.mjs';

const bin = (name) => join(root, 'node_modules', '.bin', name);
const vitest = (project) => [`vitest: ${project}`, bin('vitest'), ['run', '--project', project]];

/** The outside programs that some tests need, and where to look besides the path. */
const programs = {
  pdns_server: ['/usr/sbin', '/usr/local/sbin'],
  moto_server: [],
  chromium: ['/usr/bin', '/snap/bin'],
  'redis-server': [],
  libvirtd: ['/usr/sbin'],
  virsh: [],
  sshd: ['/usr/sbin'],
  'qemu-system-x86_64': [],
};

/** What would only hide the tests' own words: logs, and the AWS SDK's note on Node versions, once a test file. */
const quiet = { LOG_LEVEL: 'silent', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

const suites = {
  all: {
    steps: [
      ['types', bin('tsc'), ['--noEmit', '-p', '.']],
      ['lint', bin('oxlint'), ['--config', 'oxlint.config.mjs']],
      vitest('unit'),
    ],
    // Some of these tests use them; the rest of the suite does without.
    uses: ['redis-server', 'libvirtd', 'virsh', 'sshd'],
  },
  real: {
    folder: 'tests/real',
    steps: [vitest('real')],
    uses: ['pdns_server', 'moto_server', 'libvirtd', 'virsh', 'qemu-system-x86_64'],
    needs: [['pdns_server'], ['moto_server']],
  },
  access: { folder: 'tests/access', steps: [vitest('access')] },
  e2e: { folder: 'tests/e2e', built: true, steps: [vitest('e2e')], needs: [['chromium']] },
  faults: { folder: 'tests/faults', built: true, steps: [vitest('faults')], uses: ['pdns_server'] },
  chaos: {
    folder: 'tests/chaos',
    steps: [['chaos', bin('tsx'), ['tests/chaos/run.ts']]],
    // Without it there is no second provider.
    uses: ['pdns_server'],
  },
  bench: { folder: 'tests/bench', built: true, steps: [['bench', bin('tsx'), ['tests/bench/run.ts']]] },
};

const [name = 'all', ...rest] = process.argv.slice(2);
const suite = suites[name];
if (!suite) fail(`there is no suite "${name}"; there are ${Object.keys(suites).join(', ')}`);

checkNode();
installPackages();
process.exitCode = run();

function run() {
  if (suite.folder && !hasTests(join(root, suite.folder))) {
    say(`${name}: SKIPPED, ${suite.folder} holds no tests`);
    return 0;
  }
  const missing = [...new Set([...(suite.uses ?? []), ...(suite.needs ?? []).flat()])].filter(
    (program) => !find(program),
  );
  const blocking = (suite.needs ?? []).flat().filter((program) => missing.includes(program));
  for (const program of missing) {
    const effect = blocking.includes(program) ? `the suite "${name}" is skipped` : `its tests in "${name}" are skipped`;
    say(`${program} was not found: ${effect}`);
  }
  if (blocking.length > 0) {
    say(`${name}: SKIPPED, for want of ${blocking.join(' and ')}`);
    return 0;
  }
  if (suite.built) build();

  const failed = [];
  for (const [title, program, args] of suite.steps) {
    const begun = Date.now();
    const result = spawnSync(
      program,
      [...args, ...(['bench', 'chaos'].includes(title) || title.startsWith('vitest') ? rest : [])],
      {
        cwd: root,
        stdio: 'inherit',
        env: { ...quiet, ...process.env },
        shell: process.platform === 'win32',
      },
    );
    if (result.signal === 'SIGINT') return 130;
    if (result.status !== 0) failed.push(title);
    say(`${title}: ${result.status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
  }
  endTestServer();
  say(failed.length === 0 ? `${name}: PASSED` : `${name}: FAILED (${failed.join(', ')})`);
  return failed.length === 0 ? 0 : 1;
}

/** The PostgreSQL of the tests outlives them on purpose, for tests run by hand; a whole suite leaves nothing behind. */
function endTestServer() {
  const script = join(root, 'runtime', 'postgres', 'end-test-server.ts');
  spawnSync(bin('tsx'), [script], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
}

function find(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...programs[program]];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}

function hasTests(folder) {
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true }).some((file) => /\.test\.tsx?$|(^|[\\/])run\.ts$/.test(String(file)))
  );
}
