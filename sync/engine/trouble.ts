/** Another run took the scope over, or its source was removed: nothing of this run may be written there any more. */
export class LeaseLost extends Error {
  constructor(scope: string) {
    super(`the lease of ${scope} was lost to another run, or the source was removed`);
    this.name = 'LeaseLost';
  }
}

/** PostgreSQL crashed between pages and its unlogged tables came back empty: the pull has to start again. */
export class StagingLost extends Error {
  constructor(found: { seen: number; staged: number }, counted: { seen: number; staged: number }) {
    super(
      `staging holds ${found.seen} seen and ${found.staged} staged rows where ${counted.seen} and ${counted.staged} went in`,
    );
    this.name = 'StagingLost';
  }
}

/** The credentials belong to another account than before: nothing is written until a person has looked. */
export class OtherAccount extends Error {
  constructor(before: string, now: string) {
    super(`the credentials belong to account ${now}; until now it was ${before}`);
    this.name = 'OtherAccount';
  }
}
