import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemCards } from '../../contract/systems/all.ts';
import { schemaFields, settingsOf } from './schema-fields.ts';

const fieldsOf = (name: string) => {
  const card = systemCards.find((one) => one.name === name);
  if (!card) throw new Error(`no system ${name}`);
  return schemaFields(z.toJSONSchema(card.settings, { io: 'input' }), card.secrets);
};

describe('a settings form', () => {
  it('follows from the schema of the system', () => {
    const aws = fieldsOf('aws');
    expect(aws.map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ['accessKeyId', 'text', true],
      ['secretAccessKey', 'secret', true],
      ['roleArn', 'text', false],
      ['externalId', 'text', false],
      ['regions', 'lines', false],
      ['endpoint', 'text', false],
    ]);
    expect(aws[0]?.label).toBe('Access key id');
    expect(aws[2]?.label).toBe('Role ARN');
    expect(aws[0]?.help).toContain('may only read');
  });

  it('takes certificates and keys with their lines, and names as people write them', () => {
    const libvirt = fieldsOf('libvirt');
    const kindOf = (name: string) => libvirt.find((one) => one.name === name)?.kind;
    expect(['hosts', 'caCertificate', 'clientKey', 'sshKey', 'sshHostKeys', 'group'].map(kindOf)).toEqual([
      'lines',
      'long',
      'long-secret',
      'long-secret',
      'lines',
      'text',
    ]);
    expect(fieldsOf('postgres').find(({ name }) => name === 'password')?.kind).toBe('secret');
    expect(libvirt.map(({ label }) => label)).toContain('SSH host keys');
  });

  it('starts with the defaults, which are not asked for', () => {
    const url = fieldsOf('cloudflare').find(({ name }) => name === 'baseUrl');
    expect(url).toMatchObject({ initial: 'https://api.cloudflare.com/client/v4', required: false });
  });

  it('sends neither empty fields nor secrets that were left alone', () => {
    expect(
      settingsOf(fieldsOf('aws'), {
        accessKeyId: 'AKIA',
        secretAccessKey: '',
        roleArn: null,
        regions: [' eu-west-1 ', ''],
      }),
    ).toEqual({ accessKeyId: 'AKIA', regions: ['eu-west-1'] });
    expect(settingsOf(fieldsOf('aws'), { regions: [''] })).toEqual({});
  });
});
