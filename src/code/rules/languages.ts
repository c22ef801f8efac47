import type { LanguageName } from '../types.ts';

/** Languages whose grammars share their shapes, so that one check serves all of a family. */
export type LanguageFamily = 'js' | 'python' | 'java' | 'go' | 'rust' | 'c' | 'csharp' | 'ruby' | 'php';

const familyByLanguage: Readonly<Record<LanguageName, LanguageFamily>> = {
  javascript: 'js',
  jsx: 'js',
  typescript: 'js',
  tsx: 'js',
  python: 'python',
  java: 'java',
  go: 'go',
  rust: 'rust',
  c: 'c',
  cpp: 'c',
  csharp: 'csharp',
  ruby: 'ruby',
  php: 'php',
};

/** The family of a language. */
export function familyOf(language: LanguageName): LanguageFamily {
  return familyByLanguage[language];
}

/** JavaScript and TypeScript, with and without JSX. */
export const js: readonly LanguageName[] = ['javascript', 'jsx', 'typescript', 'tsx'];

/** C and C++. */
export const cAndCpp: readonly LanguageName[] = ['c', 'cpp'];

/** Every language that opsmith measures. */
export const everyLanguage = Object.keys(familyByLanguage) as LanguageName[];
