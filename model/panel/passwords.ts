import { hash, verify } from '@node-rs/argon2';

/** Argon2id, OWASP's first choice: 19 MiB, two passes (cheatsheetseries.owasp.org, Password Storage). About 30 ms. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), COST);

let decoy: Promise<string> | undefined;

/** Takes as long for a name that nobody has (hash null) as for a wrong password. */
export async function passwordFits(password: string, passwordHash: string | null): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password');
  const fits = await verify(passwordHash ?? (await decoy), password.normalize('NFKC')).catch(() => false);
  return fits && passwordHash !== null;
}
