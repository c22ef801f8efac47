/** The declared languages, by name. A new one is a file in this folder and a line here (and in `types.ts`). */
import type { LanguageDeclaration } from '../declaration.ts';
import type { LanguageName } from '../types.ts';
import { c } from './c.ts';
import { cpp } from './cpp.ts';
import { csharp } from './csharp.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { javascript } from './javascript.ts';
import { jsx } from './jsx.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';
import { tsx } from './tsx.ts';
import { typescript } from './typescript.ts';

export const declarations: Readonly<Record<LanguageName, LanguageDeclaration>> = {
  javascript,
  jsx,
  typescript,
  tsx,
  python,
  java,
  go,
  rust,
  c,
  cpp,
  csharp,
  ruby,
  php,
};
