import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggedRequest } from '../../lab/request-log.ts';
import { recordComplaints } from '../faults/plan-records.ts';
import type { ZoneSets } from '../faults/outside-zone.ts';
import { lastWriterComplaints, linesOf, outsideLines } from './last-writers.ts';
import type { Place } from './place.ts';

const PATIENCE_MS = 180_000;

/** Looks at everything while nothing goes on: the outside, the journal, the audit, the model. */
export class Checker {
  readonly #place: Place;
  readonly #first = new Map<string, ZoneSets>();
  /** The lab forgets; writes of all phases are looked at in the end. */
  readonly #requests: LoggedRequest[] = [];

  private constructor(place: Place) {
    this.#place = place;
  }

  static async begin(place: Place): Promise<Checker> {
    const checker = new Checker(place);
    for (const [name, zone] of place.outside) checker.#first.set(name, await zone.sets());
    return checker;
  }

  /** @returns a line for all that is not as it has to be */
  async look(): Promise<string[]> {
    const { panel, outside, foreign } = this.#place;
    panel.lab.faults.heal();
    const busy = await this.#untilQuiet();
    const late = await this.#pullAll();
    this.#requests.push(...panel.lab.requests.list(10_000));
    panel.lab.requests.clear();
    const complaints = [
      ...busy,
      ...late,
      ...this.#place.complaints.splice(0),
      ...(await recordComplaints(panel.db, this.#requests)),
    ];
    for (const [name, zone] of outside) {
      const now = await zone.sets();
      complaints.push(...(await lastWriterComplaints(panel.db, { name, first: this.#first.get(name)!, now }, foreign)));
      complaints.push(...(await this.#modelComplaints(name, now)));
    }
    for (const sql of STATES)
      complaints.push(...(await panel.db.query<{ line: string }>(sql)).rows.map(({ line }) => line));
    return complaints;
  }

  get requests(): readonly LoggedRequest[] {
    return this.#requests;
  }

  get writes(): number {
    return this.#requests.filter(({ operation }) => /^(POST|PATCH)/.test(operation)).length;
  }

  /** Until nothing goes on by itself. @returns what does not end */
  async #untilQuiet(): Promise<string[]> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const { rows } = await this.#place.panel.db.query<{ line: string }>(
        `SELECT format('plan %s (%s) is still %s', number, title, state) AS line FROM plans WHERE state IN ('checking', 'applying')
          UNION ALL
         SELECT format('%s of %s is still due (%s tries, %s)', task, subject_id, attempts, last_error) FROM due_work
          WHERE done_at IS NULL AND every_seconds IS NULL AND task IN ('apply-plan', 'check-plan', 'pull')`,
      );
      if (rows.length === 0) return [];
      if (Date.now() > end) return rows.map(({ line }) => line);
      await sleep(200);
    }
  }

  /** Twice: what is gone is missed by two listings. @returns what cannot be pulled */
  async #pullAll(): Promise<string[]> {
    this.#place.panel.lab.refill();
    return [...(await this.#pullOnce()), ...(await this.#pullOnce())];
  }

  /** A pull that had begun before may have listed a zone before it was written to; one that met it is asked for again. */
  async #pullOnce(): Promise<string[]> {
    const { db } = this.#place.panel;
    const { rows: began } = await db.query<{ now: string }>('SELECT clock_timestamp()::text AS now');
    for (const end = Date.now() + PATIENCE_MS; ;) {
      const { rows } = await db.query<{ id: string; line: string }>(
        `SELECT id, format('%s was not pulled: %s, %s', name, health, last_error) AS line FROM sources s
          WHERE removed_at IS NULL
            AND NOT EXISTS (SELECT FROM sync_runs r WHERE r.source_id = s.id AND r.started_at >= $1 AND r.state = 'complete' AND r.trigger <> 'plan')`,
        [began[0]!.now],
      );
      if (rows.length === 0) return [];
      if (Date.now() > end) return rows.map(({ line }) => line);
      for (const { id } of rows) await this.#place.ask('POST', `/sources/${id}/sync`);
      await this.#untilQuiet();
    }
  }

  /** The model has what is outside, and nothing else. */
  async #modelComplaints(zone: string, now: ZoneSets): Promise<string[]> {
    const { rows } = await this.#place.panel.db.query<{ set: string; contents: string[]; ttl: number }>(
      `SELECT name || ' ' || type AS set, contents, ttl FROM record_sets WHERE zone = $1 AND gone_at IS NULL AND type <> 'SOA'`,
      [zone],
    );
    const model = new Map(
      rows.map(({ set, contents, ttl }) => [set, linesOf(contents.map((content) => ({ content, ttl })))]),
    );
    return [...new Set([...model.keys(), ...Object.keys(now)])].flatMap((set) => {
      const [has, is] = [model.get(set) ?? [], outsideLines(now[set])].map((lines) => JSON.stringify(lines));
      return has === is ? [] : [`${set} is ${is} outside, and ${has} in the model after a pull`];
    });
  }
}

/** Plans whose state their steps deny. */
const STATES = [
  `SELECT format('plan %s is %s with a step that is %s', p.number, p.state, s.state) AS line FROM plans p JOIN plan_steps s ON s.plan_id = p.id
    WHERE p.state = 'applied' AND s.state NOT IN ('applied', 'skipped')`,
  `SELECT format('plan %s is %s, and step %s was written', p.number, p.state, s.n) AS line FROM plans p JOIN plan_steps s ON s.plan_id = p.id
    WHERE p.state IN ('failed', 'expired', 'cancelled') AND s.state IN ('applied', 'unsure', 'sent') AND s.attempt > 0`,
  `SELECT format('plan %s is needs_person, and no step waits', p.number) AS line FROM plans p
    WHERE p.state = 'needs_person' AND NOT EXISTS (SELECT FROM plan_steps s WHERE s.plan_id = p.id AND s.state IN ('unsure', 'sent'))`,
  `SELECT format('plan %s is undone, and the plan that undid it is %s', p.number, coalesce(u.state, 'nowhere')) AS line
     FROM plans p LEFT JOIN plans u ON u.id = p.undone_by WHERE p.state = 'undone' AND coalesce(u.state, 'nowhere') NOT IN ('applied', 'undoing')`,
  `SELECT format('plan %s is undoing, and the plan that undoes it is %s', p.number, coalesce(u.state, 'nowhere')) AS line
     FROM plans p LEFT JOIN plans u ON u.id = p.undone_by WHERE p.state = 'undoing' AND coalesce(u.state, 'applied') IN ('applied', 'cancelled', 'undone')`,
];
