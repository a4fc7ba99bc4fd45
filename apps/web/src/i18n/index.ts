import { use } from 'i18next';
import { initReactI18next } from 'react-i18next';
import apis from './en/apis.json';
import common from './en/common.json';
import help from './en/help.json';
import overview from './en/overview.json';
import playground from './en/playground.json';
import servers from './en/servers.json';
import system from './en/system.json';
import wizard from './en/wizard.json';

/** Texts, a file an area; another language is one more folder with the same files. */
export const texts = {
  en: { ...common, apis, help, overview, playground, servers, system, wizard },
} as const;

await use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: texts.en } },
  interpolation: { escapeValue: false },
  returnNull: false,
});

declare module 'i18next' {
  interface CustomTypeOptions {
    readonly resources: { readonly translation: (typeof texts)['en'] };
  }
}
