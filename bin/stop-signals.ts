/** npm passes a Ctrl-C on to what it runs, so that one press may arrive twice. */
const SAME_PRESS_MS = 1000;
const PARENT_CHECK_MS = 500;

/** Calls `stop` at the first Ctrl-C, SIGTERM or hang-up, and `force` at a second one. */
export function onStopSignal(stop: () => void, force: () => void): void {
  let first: number | undefined;
  const heard = () => {
    if (first === undefined) {
      first = Date.now();
      stop();
    } else if (Date.now() - first > SAME_PRESS_MS) {
      force();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, heard);
  whenNpmEnds(() => {
    if (first === undefined) heard();
  });
}

/**
 * `npm start` runs a shell that runs this; a SIGTERM to npm ends the shell and does not reach here (seen with npm 11 and
 * dash). That the parent is another one now is the only news of it.
 */
function whenNpmEnds(act: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, PARENT_CHECK_MS);
  timer.unref();
}
