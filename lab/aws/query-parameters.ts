import { AwsError } from './aws-error.ts';

/**
 * Parameters of the AWS query protocols: a form whose names carry the structure, `Filter.1.Value.2=…` at EC2 and
 * `Names.member.1=…` at the load balancers.
 */
export class QueryParameters {
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: Iterable<readonly [string, string]>) {
    this.#values = new Map(values);
  }

  has(name: RegExp): boolean {
    for (const key of this.#values.keys()) if (name.test(key)) return true;
    return false;
  }

  text(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** @throws AwsError in the words of EC2 when it is no integer */
  integer(name: string): number | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    if (!/^-?\d+$/.test(value)) {
      throw new AwsError(
        'InvalidParameterValue',
        `Value (${value}) for parameter ${name} is invalid. Not a valid integer.`,
      );
    }
    return Number(value);
  }

  flag(name: string): boolean {
    return this.#values.get(name)?.toLowerCase() === 'true';
  }

  list(name: string): string[] {
    return this.#indexes(name).map((prefix) => this.#values.get(prefix) ?? '');
  }

  structures(name: string): QueryParameters[] {
    return this.#indexes(name).map((prefix) => {
      const inner = [...this.#values].filter(([key]) => key.startsWith(`${prefix}.`));
      return new QueryParameters(inner.map(([key, value]) => [key.slice(prefix.length + 1), value] as const));
    });
  }

  #indexes(name: string): string[] {
    const pattern = new RegExp(`^(${name.replaceAll('.', '\\.')}\\.(?:member\\.)?(\\d+))(?:\\.|$)`);
    const found = new Map<number, string>();
    for (const key of this.#values.keys()) {
      const match = pattern.exec(key);
      if (match) found.set(Number(match[2]), match[1] as string);
    }
    return [...found].toSorted(([a], [b]) => a - b).map(([, prefix]) => prefix);
  }
}
