/**
 * Runs `work`, and never twice at once: whoever asks while it runs is served by one more run after this one, however many ask.
 * `work` must not throw.
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let asked = false;
  const run = async () => {
    do {
      asked = false;
      await work();
    } while (asked);
    running = undefined;
  };
  return () => {
    asked = true;
    running ??= run();
    return running;
  };
}
