import { Checker } from './checker.ts';
import { evidenceOf } from './evidence.ts';
import { Operations } from './operations.ts';
import { Person } from './person.ts';
import { Place } from './place.ts';
import { Random } from './random.ts';
import { Trouble } from './trouble.ts';

/**
 * `npm run chaos -- [--seed n] [--operations n]`: people plan, apply, pause, cancel and undo in zones of a lab's Cloudflare and a real PowerDNS, while
 * providers fail, others write there too, and workers are killed or stand still. Every so often all stops, and everything is looked at. The same seed
 * asks for the same things; who is quicker is left to the machine.
 */
const PHASE = 250;
/** Complaints with what led to them. */
const MOST_TOLD = 5;
const args = process.argv.slice(2);
const number = (name: string, otherwise: number) => {
  const at = args.indexOf(`--${name}`);
  return at === -1 ? otherwise : Number(args[at + 1]);
};
const seed = number('seed', 1);
const most = number('operations', 1000);
if (!Number.isInteger(seed) || !(most > 0)) {
  console.error('usage: npm run chaos -- [--seed n] [--operations n]');
  process.exit(2);
}

const began = Date.now();
const seconds = () => `${((Date.now() - began) / 1000).toFixed(0)} s`;
const random = new Random(seed);
const operations = new Operations(most);
const place = await Place.make(operations);
let complaints: string[] = [];
const evidence = new Map<string, string[]>();
try {
  const checker = await Checker.begin(place);
  const people = place.groups.map((group) => new Person(place, group, random.apart()));
  const trouble = new Trouble(place, random.apart());
  console.log(`seed ${seed}: ${place.groups.length} people, ${place.outside.size} zones; ready after ${seconds()}`);
  while (!operations.isOver && complaints.length === 0) {
    operations.letGoOn(PHASE);
    await Promise.all([...people.map((person) => person.work()), trouble.make()]);
    await place.workers.all();
    for (const person of people) await person.tidyUp();
    complaints = await checker.look();
    console.log(
      `${operations.count} operations after ${seconds()}: ${operations.counts()}; ${checker.writes} writes outside`,
    );
  }
  for (const complaint of complaints.slice(0, MOST_TOLD))
    evidence.set(complaint, await evidenceOf(place.panel.db, complaint, { ...place, requests: checker.requests }));
} finally {
  await place.stop();
}
for (const [complaint, lines] of evidence) {
  console.log(`\n✗ ${complaint}`);
  for (const line of [...operations.ledTo(complaint), ...lines]) console.log(`  ${line}`);
}
// Once more, where they are seen: what led to them is long.
for (const complaint of complaints) console.log(`✗ ${complaint}`);
console.log(
  complaints.length
    ? `chaos: UNSOUND, ${complaints.length} complaints: npm run chaos -- --seed ${seed} --operations ${most}`
    : `chaos: SOUND, ${operations.count} operations with seed ${seed} in ${seconds()}`,
);
process.exit(complaints.length ? 1 : 0);
