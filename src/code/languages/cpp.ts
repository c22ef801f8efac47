import type { LanguageDeclaration } from '../declaration.ts';
import { c, macroFunctions } from './c.ts';

export const cpp: LanguageDeclaration = {
  ...c,
  name: 'cpp',
  grammar: 'cpp',
  // `.h` is C's too: what it says decides.
  extensions: ['.cpp', '.cc', '.cxx', '.c++', '.hpp', '.hh', '.hxx', '.h++', '.ipp', '.tpp', '.inl', '.h'],
  interpreters: [],
  hints: [
    ...c.hints.filter((hint) => hint.weight > 0),
    // Nothing that C has not: then it is C, though the grammar of C++ may understand more of its macros.
    {
      pattern:
        /^(?![\s\S]*(?:::|\b(?:class|template|namespace|nullptr|using|operator|auto|bool)\b|\bnew\s|\bdelete\b|\w\s?&\s?\w+[,)]|<\w+>$))/,
      weight: -6,
    },
    {
      pattern: /^\s*#\s*include\s*<(?:iostream|vector|string|map|memory|algorithm|optional|utility)>/m,
      weight: 10,
    },
    { pattern: /\bstd::\w+/, weight: 10 },
    { pattern: /^\s*template\s*<[^>]*>/m, weight: 10 },
    { pattern: /^\s*using\s+namespace\s+\w+;/m, weight: 10 },
    { pattern: /^\s*namespace\s+[\w:]*\s*\{/m, weight: 6 },
    { pattern: /^\s*(?:public|private|protected):\s*$/m, weight: 8 },
    { pattern: /\b\w+::~?\w+\s*\(/, weight: 4 },
    { pattern: /\bconst\s+(?:auto|\w+(?:::\w+)*(?:<[^>]*>)?)\s*&\s*\w+/, weight: 5 },
    { pattern: /\b(?:nullptr|constexpr|noexcept|static_cast|dynamic_cast|make_unique)\b/, weight: 8 },
    { pattern: /\boperator\s*(?:[=+\-*/<>!&|[\]()]+|bool)\s*\(/, weight: 6 },
    { pattern: /\bcout\s*<<|\bcin\s*>>/, weight: 8 },
    { pattern: /\bauto\s+&?&?\w+\s*(?:=|:)/, weight: 5 },
    {
      pattern: /^\s*class\s+\w+(?:\s+final)?(?:\s*:\s*(?:public|private|protected)\s+\w+)?\s*\{/m,
      weight: 2,
    },
    { pattern: /\[[&=\w, ]*\]\s*\([^)]*\)\s*(?:mutable\s*)?(?:->\s*\w+\s*)?\{/, weight: 6 },
  ],

  statements: [
    ...c.statements,
    'class_specifier',
    'namespace_definition',
    'using_declaration',
    'alias_declaration',
    'static_assert_declaration',
    'friend_declaration',
    'for_range_loop',
    'try_statement',
    'throw_statement',
    'co_return_statement',
    'co_yield_statement',
  ],

  functions: {
    'function_definition[operator_cast][body]': {
      name: ['declarator.type'],
      namePrefix: 'operator ',
      parameters: ['declarator*.parameters'],
      method: true,
    },
    // The same outside its class (`A::operator bool() const { … }`): a qualified name and no type before it.
    'function_definition[qualified_identifier][!type][body]': {
      name: ['declarator.name*.type'],
      namePrefix: 'operator ',
      parameters: ['declarator.name*.declarator.parameters'],
      method: true,
    },
    'field_declaration_list > function_definition[body][!parenthesized_declarator]': {
      name: ['declarator*'],
      parameters: ['declarator*.parameters'],
      method: true,
    },
    'function_definition[body][!parenthesized_declarator]': {
      name: ['declarator*'],
      parameters: ['declarator*.parameters'],
    },
    ...macroFunctions,
    lambda_expression: { parameters: ['declarator.parameters'] },
  },
  namedBy: {
    init_declarator: 'declarator',
    assignment_expression: 'left',
    field_declaration: 'declarator',
  },
  transparent: ['parenthesized_expression', 'initializer_list'],
  members: { field_expression: 'field', qualified_identifier: 'name', template_function: 'name' },
  recursion: {
    calls: { call_expression: { callee: 'function', arguments: 'arguments' } },
    receivers: ['this'],
    bareMethods: true,
    overloads: true,
  },

  roles: {
    ...c.roles,
    loop: ['for_statement', 'for_range_loop', 'while_statement', 'do_statement'],
    catch: ['catch_clause'],
  },
  heads: [...c.heads, 'type', 'declarator', 'right'],
  logical: {
    nodes: ['binary_expression'],
    and: ['&&', 'and'],
    or: ['||', 'or'],
    parentheses: ['parenthesized_expression'],
  },

  operands: [...c.operands, 'namespace_identifier', 'this'],
  strings: ['string_literal', 'raw_string_literal'],
  closers: [...c.closers, 'template_argument_list > >', 'template_parameter_list > >'],
};
