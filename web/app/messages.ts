import type { I18nProvider } from 'ra-core';

/** The few sentences that react-admin's core says by itself. */
const MESSAGES: Record<string, string> = {
  'ra.auth.auth_check_error': 'Sign in to go on',
  'ra.auth.sign_in_error': 'Name or password is wrong',
  'ra.notification.http_error': 'The server cannot be reached',
  'ra.notification.logged_out': 'The session has ended; sign in again',
  'ra.notification.not_authorized': 'This is not allowed',
  'ra.notification.data_provider_error': 'The request failed',
  'ra.notification.item_doesnt_exist': 'It does not exist',
  'ra.message.invalid_form': 'Something in the form is not right',
  'ra.message.unsaved_changes': 'What you changed is not saved. Leave anyway?',
  'ra.validation.required': 'This is needed',
  'ra.validation.minLength': 'at least %{min} characters',
  'ra.validation.maxLength': 'at most %{max} characters',
  'ra.validation.minValue': 'at least %{min}',
  'ra.validation.maxValue': 'at most %{max}',
  'ra.validation.number': 'a number',
};

export const i18nProvider: I18nProvider = {
  translate: (key, options: Record<string, unknown> = {}) =>
    (MESSAGES[key] ?? String(options['_'] ?? key)).replace(/%\{(\w+)\}/g, (_, name: string) =>
      String(options[name] ?? ''),
    ),
  changeLocale: () => Promise.resolve(),
  getLocale: () => 'en',
};
