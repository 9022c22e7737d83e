import { expect, it } from 'vitest';
import { spelled } from './spelled.ts';

it('writes names as people do', () => {
  expect(['sshHostKeys', 'caCertificate', 'mac', 'roleArn', 'accessKeyId', 'encryption'].map(spelled)).toEqual([
    'SSH host keys',
    'CA certificate',
    'MAC',
    'Role ARN',
    'Access key id',
    'Encryption',
  ]);
});
