import type { LanguageDeclaration } from '../declaration.ts';

const tops = ['translation_unit', 'translation_unit > preproc_ifdef', 'translation_unit > preproc_if'];

/** `DEFINE_ONCE(name) { … }` outside functions. */
export const macroFunctions = Object.fromEntries(
  tops.map((top) => [
    `${top} > function_definition[body][parenthesized_declarator]`,
    { name: ['declarator.identifier'] },
  ]),
);

export const c: LanguageDeclaration = {
  name: 'c',
  grammar: 'c',
  extensions: ['.c', '.h'],
  interpreters: ['tcc'],
  hints: [
    { pattern: /^\s*#\s*include\s*[<"][\w./-]+\.h[>"]/m, weight: 6 },
    { pattern: /^\s*#\s*(?:define|ifdef|ifndef|endif|pragma|if)\b/m, weight: 4 },
    { pattern: /\bint\s+main\s*\(\s*(?:void|int\s+argc)?/, weight: 6 },
    { pattern: /\b(?:printf|fprintf|malloc|calloc|free|memcpy|strlen|sizeof)\s*\(/, weight: 4 },
    {
      pattern:
        /^\s*(?:static\s+|extern\s+|inline\s+|const\s+)*(?:unsigned\s+)?(?:void|int|char|long|short|float|double|size_t|struct\s+\w+)\s*\**\s*\w+\s*\([^;{]*\)\s*\{?\s*$/m,
      weight: 4,
    },
    { pattern: /^\s*typedef\s+(?:struct|enum|union|unsigned|int)\b/m, weight: 6 },
    { pattern: /\bstruct\s+\w+\s*(?:\{|\*)/, weight: 4 },
    { pattern: /\w->\w/, weight: 1 },
    { pattern: /\b(?:int|char|float|double|long|void)\s*\*+\s*\w+/, weight: 3 },
    { pattern: /\bNULL\b/, weight: 2 },
    {
      pattern:
        /^\s*(?:class\s+\w+[^;]*\{|namespace\s|template\s*<|using\s+\w+|(?:public|private):)|\bnullptr\b|\bstd::/m,
      weight: -5,
    },
  ],

  comments: ['comment'],
  annotations: ['attribute_declaration'],
  statements: [
    'function_definition',
    'declaration',
    'type_definition',
    'field_declaration',
    'expression_statement',
    'if_statement',
    'switch_statement',
    'for_statement',
    'while_statement',
    'do_statement',
    'return_statement',
    'break_statement',
    'continue_statement',
    'goto_statement',
    'preproc_include',
    'preproc_def',
    'preproc_function_def',
  ],

  functions: {
    // The name lies under as many declarators as the type has stars; `void (*f(int))(void)` puts it in parentheses.
    // A definition that has only a name in parentheses is a macro with a block: at the top it defines a function.
    'function_definition[body][!parenthesized_declarator]': {
      name: ['declarator*'],
      parameters: ['declarator*.parameters'],
    },
    ...macroFunctions,
  },
  notParameters: ['parameter_declaration[type=void][!declarator]'],
  recursion: {
    calls: { call_expression: { callee: 'function' } },
    receivers: [],
  },

  roles: {
    elseIf: ['else_clause > if_statement'],
    if: ['if_statement'],
    else: ['else_clause'],
    loop: ['for_statement', 'while_statement', 'do_statement'],
    switch: ['switch_statement'],
    case: ['case_statement[value]'],
    ternary: ['conditional_expression'],
    jump: ['goto_statement'],
    uncounted: ['preproc_if', 'preproc_elif'].flatMap((directive) =>
      ['binary_expression', 'unary_expression', 'parenthesized_expression'].map(
        (kind) => `${directive} > condition:${kind}`,
      ),
    ),
  },
  heads: ['initializer', 'condition', 'update'],
  logical: {
    nodes: ['binary_expression'],
    and: ['&&'],
    or: ['||'],
    parentheses: ['parenthesized_expression'],
  },

  operands: [
    'identifier',
    'field_identifier',
    'type_identifier',
    'statement_identifier',
    'primitive_type',
    'sized_type_specifier',
    'number_literal',
    'char_literal',
    'system_lib_string',
    'preproc_arg',
    'true',
    'false',
    'null',
  ],
  strings: ['string_literal'],
  closers: [')', ']', '}'],
};
