import { readConfig } from '../../runtime/config.ts';
import { runPanel } from '../panel.ts';
import { print } from '../print.ts';

/** Database, server and worker on this machine, until Ctrl-C. */
export async function start(): Promise<void> {
  await runPanel({
    config: readConfig(),
    onStep: print,
    async onReady({ url, madePassword }) {
      print(`ready at ${url}`);
      if (madePassword !== undefined) {
        print(`sign in as "admin" with the password ${madePassword}   (shown this once; change it in the panel)`);
      }
    },
  });
}
