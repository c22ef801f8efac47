import type { LanguageDeclaration } from '../declaration.ts';
import { javascript } from './javascript.ts';

const jsxClosers = /^jsx_/;
const { field_definition: _field, jsx_attribute: _attribute, ...namedBy } = javascript.namedBy ?? {};

export const typescript: LanguageDeclaration = {
  ...javascript,
  name: 'typescript',
  grammar: 'typescript',
  extensions: ['.ts', '.mts', '.cts'],
  fileNames: [],
  interpreters: ['tsx', 'ts-node'],
  hints: [
    ...javascript.hints,
    {
      pattern:
        /^\s*(?:export\s+)?(?:declare\s+)?interface\s+\w+(?:<[^>]*>)?(?:\s+extends\s+[\w, <>]+)?\s*\{/m,
      weight: 5,
    },
    { pattern: /^\s*(?:export\s+)?type\s+\w+(?:<[^>]*>)?\s*=/m, weight: 8 },
    { pattern: /[\w)\]?]\s*:\s*(?:string|number|boolean|void|unknown|never|any)\b/, weight: 8 },
    { pattern: /\)\s*:\s*[A-Z]\w*(?:<[^>]*>)?(?:\[\])?\s*(?:\{|=>)/, weight: 6 },
    { pattern: /\b(?:const|let|var)\s+\w+\s*:\s*[\w<>[\]{}|]+/, weight: 6 },
    {
      pattern: /\b(?:private|public|protected|readonly)\s+(?:readonly\s+|async\s+)?\w+\s*[:(?!=]/,
      weight: 4,
    },
    { pattern: /\bas\s+(?:const|unknown|any|[A-Z]\w*)\b/, weight: 4 },
    { pattern: /^\s*import\s+type\b|^\s*export\s+type\b/m, weight: 10 },
    { pattern: /^\s*(?:export\s+)?(?:const\s+)?enum\s+\w+\s*\{/m, weight: 3 },
    { pattern: /^\s*(?:export\s+)?(?:declare\s+)?(?:namespace|module)\s+[\w.'"]+\s*\{/m, weight: 4 },
    { pattern: /\bkeyof\s+|\bsatisfies\s+|\bimplements\s+\w+/, weight: 4 },
    { pattern: /\babstract\s+class\b/, weight: 2 },
    { pattern: /\w<[A-Z]\w*(?:\[\])?>\(/, weight: 2 },
  ],

  annotations: ['decorator'],
  statements: [
    ...javascript.statements.filter((selector) => selector !== 'field_definition'),
    'public_field_definition',
    'abstract_class_declaration',
    'interface_declaration',
    'type_alias_declaration',
    'enum_declaration',
    'ambient_declaration',
    'internal_module',
    'module',
    'import_alias',
    'function_signature',
    'method_signature',
    'abstract_method_signature',
    'property_signature',
  ],
  namedBy: {
    ...namedBy,
    public_field_definition: 'name',
    required_parameter: 'pattern',
    optional_parameter: 'pattern',
  },
  transparent: ['parenthesized_expression', 'as_expression', 'satisfies_expression', 'non_null_expression'],

  operands: [
    ...javascript.operands.filter((selector) => !/^(?:jsx_|html_character)/.test(selector)),
    'type_identifier',
    'predefined_type',
    'this_type',
  ],
  strings: ['string', 'template_string', 'template_literal_type'],
  interpolations: ['template_substitution', 'template_type'],
  closers: [
    ...javascript.closers.filter((selector) => !jsxClosers.test(selector)),
    '|}',
    'type_arguments > >',
    'type_parameters > >',
  ],
};
