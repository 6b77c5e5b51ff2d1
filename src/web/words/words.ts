// The words in the language of this browser. Another choice takes effect when the page is loaded again.
import { de } from './de.ts';
import { en, type Words } from './en.ts';

const LANGUAGES = { en, de } as const satisfies Record<string, Words>;
export type Language = keyof typeof LANGUAGES;
export const languages = Object.keys(LANGUAGES) as readonly Language[];

const KEY = 'language';
const isLanguage = (name: string): name is Language => Object.hasOwn(LANGUAGES, name);

function choose(): Language {
  const wanted = [localStorage.getItem(KEY) ?? '', ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())];
  return wanted.find(isLanguage) ?? 'en';
}

export const language: Language = choose();
export const words: Words = LANGUAGES[language];

export function chooseLanguage(name: Language): void {
  localStorage.setItem(KEY, name);
  location.reload();
}
