import type { LanguageDeclaration } from '../declaration.ts';
import { javascript } from './javascript.ts';

/** JavaScript's grammar knows JSX; what differs is the name, and what gives it away. */
export const jsx: LanguageDeclaration = {
  ...javascript,
  name: 'jsx',
  extensions: ['.jsx'],
  fileNames: [],
  interpreters: [],
  hints: [
    ...javascript.hints,
    { pattern: /\breturn\s*\(?\s*<[A-Za-z>]/, weight: 8 },
    { pattern: /=>\s*\(?\s*<[A-Za-z>]/, weight: 8 },
    { pattern: /<\/[A-Z]\w*>|\/>\s*[;)]/, weight: 4 },
    { pattern: /\bclassName=|\son[A-Z]\w*=\{/, weight: 8 },
    { pattern: /<[A-Za-z][\w.]*(?:\s[^<>]*)?>[^<>]*\{[^{}]*\}[^<>]*<\//, weight: 4 },
    { pattern: /^[^<]*$/, weight: -10 },
  ],
};
