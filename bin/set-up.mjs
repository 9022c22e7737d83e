// What must be in place before anything else can be imported: plain JavaScript, Node's own modules only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const sourceFolders = [
  'bin',
  'contract',
  'runtime',
  'model',
  'sync',
  'actions',
  'workers',
  'server',
  'lab',
  'web',
];
export const buildStamp = join(root, 'dist', 'sources.txt');

const OLDEST_NODE = [20, 19];

/** One line on stderr, exit code 1. */
export function fail(message) {
  process.stderr.write(`switchyard: ${message}\n`);
  process.exit(1);
}

export function say(message) {
  process.stderr.write(`switchyard: ${message}\n`);
}

export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  fail(`Node ${OLDEST_NODE.join('.')} or newer is needed; this is Node ${version}`);
}

/** Installs the packages unless those of this package-lock.json are there. */
export function installPackages() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const stamp = join(root, 'node_modules', '.cache', 'switchyard', 'installed.txt');
  const wanted = createHash('sha256').update(lock).digest('hex');
  if (readIfThere(stamp) === wanted) return;
  // npm writes this file last; somebody may have run npm ci themselves.
  const npmsOwn = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(npmsOwn) || statSync(npmsOwn).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs) {
    say('installing packages (once, about half a minute)');
    const npm = npmCommand();
    // devDependencies build the UI; NODE_ENV=production would leave them out.
    const args = [...npm.args, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    const result = spawnSync(npm.program, args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: npm.shell,
    });
    if (result.signal === 'SIGINT') process.exit(130);
    if (result.error) fail(`npm is needed to install the packages: ${result.error.message}`);
    if (result.status !== 0) fail(`npm ci failed: ${lastLines(result.stderr || result.stdout)}`);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Builds dist/ unless it is of these sources. */
export function build() {
  if (existsSync(join(root, 'dist', 'switchyard.js')) && readIfThere(buildStamp) === sourcesNow()) return;
  say('building');
  const result = spawnSync(process.execPath, [join(root, 'bin', 'build.mjs')], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  if (result.signal === 'SIGINT') process.exit(130);
  if (result.status === 0) return;
  process.stderr.write(result.stderr || result.stdout);
  fail('the build failed');
}

/** Name, size and time of all sources: a time alone misses what git moves back or deletes. */
export function sourcesNow() {
  const files = sourceFolders.flatMap((folder) => list(join(root, folder)));
  files.push(join(root, 'package-lock.json'));
  const lines = files.map((file) => {
    const { size, mtimeMs } = statSync(file);
    return `${relative(root, file)} ${size} ${mtimeMs}`;
  });
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

/** npm as it was called (npm run tells), else the one beside node, else the one in the path. */
function npmCommand() {
  const known = [
    process.env.npm_execpath,
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const script = known.find((path) => path !== undefined && path.endsWith('npm-cli.js') && existsSync(path));
  if (script !== undefined) return { program: process.execPath, args: [script], shell: false };
  return { program: 'npm', args: [], shell: process.platform === 'win32' };
}

function list(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function lastLines(text) {
  return text.trim().split('\n').slice(-3).join(' ');
}

/** Removes what the last build left; a running server keeps the chunks it may still load for a day. */
export function removeOldChunks(folder, kept) {
  const yesterday = Date.now() - 24 * 3600_000;
  for (const file of list(folder)) {
    if (!kept.has(relative(root, file)) && statSync(file).mtimeMs < yesterday) rmSync(file, { force: true });
  }
}
