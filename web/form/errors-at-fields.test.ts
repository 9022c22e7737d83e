import { describe, expect, it } from 'vitest';
import { errorsAtFields } from './errors-at-fields.ts';

const FIELDS = ['name', 'settings.url', 'settings.zones', 'rules'];

describe('errors of the server', () => {
  it('stand at the field that they name', () => {
    expect(errorsAtFields({ name: 'is taken', 'settings.url': 'Invalid URL' }, FIELDS)).toEqual({
      atFields: { name: 'is taken', 'settings.url': 'Invalid URL' },
      elsewhere: {},
    });
  });

  it('about a part of a field stand at the field and name the part', () => {
    const errors = { 'settings.zones.1': 'too short', 'rules.0.name': 'too long', 'rules.2': 'needs a condition' };
    expect(errorsAtFields(errors, FIELDS).atFields).toEqual({
      'settings.zones': 'number 2: too short',
      rules: 'number 1, name: too long; number 3: needs a condition',
    });
  });

  it('about what the form does not have are kept apart, and the others still stand at their fields', () => {
    expect(errorsAtFields({ name: 'is taken', settings: 'wrong', namesake: 'no' }, FIELDS)).toEqual({
      atFields: { name: 'is taken' },
      elsewhere: { settings: 'wrong', namesake: 'no' },
    });
  });
});
