/** The declared languages, by name. A new one is a file in this folder and a line here (and in `types.ts`). */
import type { LanguageDeclaration } from '../declaration.ts';
import type { LanguageName } from '../types.ts';
import { javascript } from './javascript.ts';
import { jsx } from './jsx.ts';
import { python } from './python.ts';
import { tsx } from './tsx.ts';
import { typescript } from './typescript.ts';

export const declarations: Readonly<Partial<Record<LanguageName, LanguageDeclaration>>> = {
  javascript,
  jsx,
  typescript,
  tsx,
  python,
};
