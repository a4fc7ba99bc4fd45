import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import common from './en/common.json';

/** Texts by area; another language is one more folder with the same files. */
export const resources = { en: { common } } as const;

await i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  defaultNS: 'common',
  resources,
  interpolation: { escapeValue: false },
  returnNull: false,
});

declare module 'i18next' {
  interface CustomTypeOptions {
    readonly defaultNS: 'common';
    readonly resources: (typeof resources)['en'];
  }
}
