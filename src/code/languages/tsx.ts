import type { LanguageDeclaration } from '../declaration.ts';
import { javascript } from './javascript.ts';
import { jsx } from './jsx.ts';
import { typescript } from './typescript.ts';

/** TypeScript with elements: its own grammar, which has no `<T>x` assertions. */
export const tsx: LanguageDeclaration = {
  ...typescript,
  name: 'tsx',
  grammar: 'tsx',
  extensions: ['.tsx'],
  interpreters: [],
  hints: [...typescript.hints, ...jsx.hints.filter((hint) => !javascript.hints.includes(hint))],
  namedBy: { ...typescript.namedBy, jsx_attribute: 'property_identifier' },
  transparent: [...(typescript.transparent ?? []), 'jsx_expression'],
  operands: [...typescript.operands, 'jsx_text', 'html_character_reference'],
  closers: [
    ...typescript.closers,
    'jsx_opening_element > >',
    'jsx_closing_element > >',
    'jsx_self_closing_element > />',
  ],
};
