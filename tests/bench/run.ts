import type { Figure } from './figure.ts';

/** `npm run bench -- [name …] [--size n] [--json]`. Prints a line a figure; exits 1 when an aim does not hold and --strict is given. */
const benches: Record<string, () => Promise<{ run(size: number | undefined): AsyncIterable<Figure> }>> = {
  sync: () => import('./sync.ts'),
  api: () => import('./api.ts'),
  web: () => import('./web.ts'),
  map: () => import('./map.ts'),
  libvirt: () => import('./libvirt.ts'),
  flip: () => import('./flip.ts'),
};

const args = process.argv.slice(2);
const json = args.includes('--json');
const sizeAt = args.indexOf('--size');
const size = sizeAt === -1 ? undefined : Number(args[sizeAt + 1]);
const names = args.filter((arg, at) => !arg.startsWith('--') && (sizeAt === -1 || at !== sizeAt + 1));
const unknown = names.filter((name) => !(name in benches));
if (unknown.length || (size !== undefined && !(size > 0))) {
  console.error(`usage: npm run bench -- [${Object.keys(benches).join('] [')}] [--size rows] [--json] [--strict]`);
  process.exit(2);
}

let missed = 0;
for (const name of names.length ? names : Object.keys(benches)) {
  const bench = await benches[name]!();
  if (!json) console.log(`\n${name}`);
  for await (const one of bench.run(size)) {
    if (one.holds === false) missed += 1;
    if (json) console.log(JSON.stringify(one));
    else {
      const against = one.limit === undefined ? '' : `   limit ${one.limit} ${one.unit}   ${one.ratio} ×`;
      const aim = one.aim ? `   aim ${one.aim} ${one.holds ? '✓' : '✗ MISSED'}` : '';
      console.log(`  ${one.name.padEnd(52)} ${String(one.value).padStart(10)} ${one.unit}${against}${aim}`);
    }
  }
}
process.exit(missed && args.includes('--strict') ? 1 : 0);
