import type { LanguageFamily } from '../languages.ts';

/** What the rules need to know about a family's grammar: which kinds play which part. */
export interface RuleGrammar {
  functions: readonly string[];
  classes: readonly string[];
  loops: readonly string[];
  /** Sequences of statements. */
  blocks: readonly string[];
  comments: readonly string[];
  calls: readonly string[];
  /** String literals, with or without interpolation. */
  strings: readonly string[];
  /** Values that no input can change: numbers, booleans, null, characters, patterns. */
  literals: readonly string[];
  /** Assignments and declarations: where the name stands, and where its value. */
  bindings: Readonly<Record<string, readonly [target: string, value: string | null]>>;
  /** Kinds whose named children are names that the caller or a loop fills. */
  binders: readonly string[];
}

export const grammars: Readonly<Record<LanguageFamily, RuleGrammar>> = {
  js: {
    functions: [
      'function_declaration',
      'function_expression',
      'function',
      'arrow_function',
      'method_definition',
      'generator_function',
      'generator_function_declaration',
    ],
    classes: ['class_declaration', 'class', 'abstract_class_declaration'],
    loops: ['for_statement', 'for_in_statement', 'while_statement', 'do_statement'],
    blocks: ['statement_block', 'program', 'switch_case', 'switch_default'],
    comments: ['comment', 'html_comment'],
    calls: ['call_expression', 'new_expression'],
    strings: ['string', 'template_string'],
    literals: ['number', 'true', 'false', 'null', 'undefined', 'regex'],
    bindings: {
      variable_declarator: ['name', 'value'],
      assignment_expression: ['left', 'right'],
      augmented_assignment_expression: ['left', 'right'],
      for_in_statement: ['left', null],
      catch_clause: ['parameter', null],
      arrow_function: ['parameter', null],
      required_parameter: ['pattern', null],
      optional_parameter: ['pattern', null],
      update_expression: ['argument', null],
    },
    binders: ['formal_parameters'],
  },
  python: {
    functions: ['function_definition', 'lambda'],
    classes: ['class_definition'],
    loops: ['for_statement', 'while_statement'],
    blocks: ['block', 'module'],
    comments: ['comment'],
    calls: ['call'],
    strings: ['string', 'concatenated_string'],
    literals: ['integer', 'float', 'true', 'false', 'none', 'ellipsis'],
    bindings: {
      assignment: ['left', 'right'],
      augmented_assignment: ['left', 'right'],
      named_expression: ['name', 'value'],
      for_statement: ['left', null],
      for_in_clause: ['left', null],
      default_parameter: ['name', null],
      typed_default_parameter: ['name', null],
    },
    binders: ['parameters', 'lambda_parameters', 'as_pattern_target', 'typed_parameter'],
  },
  java: {
    functions: [
      'method_declaration',
      'constructor_declaration',
      'compact_constructor_declaration',
      'lambda_expression',
    ],
    classes: [
      'class_declaration',
      'interface_declaration',
      'enum_declaration',
      'record_declaration',
      'class_body',
    ],
    loops: ['for_statement', 'enhanced_for_statement', 'while_statement', 'do_statement'],
    blocks: ['block', 'constructor_body', 'switch_block_statement_group'],
    comments: ['line_comment', 'block_comment'],
    calls: ['method_invocation', 'object_creation_expression'],
    strings: ['string_literal', 'text_block'],
    literals: [
      'decimal_integer_literal',
      'hex_integer_literal',
      'octal_integer_literal',
      'binary_integer_literal',
      'decimal_floating_point_literal',
      'hex_floating_point_literal',
      'true',
      'false',
      'null_literal',
      'character_literal',
      'class_literal',
    ],
    bindings: {
      variable_declarator: ['name', 'value'],
      assignment_expression: ['left', 'right'],
      formal_parameter: ['name', null],
      enhanced_for_statement: ['name', null],
      catch_formal_parameter: ['name', null],
      resource: ['name', 'value'],
      lambda_expression: ['parameters', null],
    },
    binders: ['inferred_parameters'],
  },
  go: {
    functions: ['function_declaration', 'method_declaration', 'func_literal'],
    classes: [],
    loops: ['for_statement'],
    blocks: ['block', 'expression_case', 'default_case', 'type_case', 'communication_case'],
    comments: ['comment'],
    calls: ['call_expression'],
    strings: ['interpreted_string_literal', 'raw_string_literal'],
    literals: [
      'int_literal',
      'float_literal',
      'imaginary_literal',
      'rune_literal',
      'true',
      'false',
      'nil',
      'iota',
    ],
    bindings: {
      short_var_declaration: ['left', 'right'],
      assignment_statement: ['left', 'right'],
      var_spec: ['name', 'value'],
      const_spec: ['name', 'value'],
      parameter_declaration: ['name', null],
      variadic_parameter_declaration: ['name', null],
      range_clause: ['left', null],
    },
    binders: [],
  },
  rust: {
    functions: ['function_item', 'closure_expression'],
    classes: ['impl_item', 'trait_item', 'mod_item'],
    loops: ['for_expression', 'while_expression', 'loop_expression'],
    blocks: ['block', 'source_file'],
    comments: ['line_comment', 'block_comment'],
    calls: ['call_expression'],
    strings: ['string_literal', 'raw_string_literal'],
    literals: ['integer_literal', 'float_literal', 'boolean_literal', 'char_literal', 'unit_expression'],
    bindings: {
      let_declaration: ['pattern', 'value'],
      const_item: ['name', 'value'],
      static_item: ['name', 'value'],
      assignment_expression: ['left', 'right'],
      compound_assignment_expr: ['left', 'right'],
      parameter: ['pattern', null],
      for_expression: ['pattern', null],
    },
    binders: ['closure_parameters'],
  },
  c: {
    functions: ['function_definition', 'lambda_expression'],
    classes: ['class_specifier', 'struct_specifier', 'namespace_definition'],
    loops: ['for_statement', 'while_statement', 'do_statement', 'for_range_loop'],
    blocks: ['compound_statement', 'case_statement'],
    comments: ['comment'],
    calls: ['call_expression', 'new_expression'],
    strings: ['string_literal', 'concatenated_string', 'raw_string_literal'],
    literals: ['number_literal', 'true', 'false', 'null', 'nullptr', 'char_literal'],
    bindings: {
      init_declarator: ['declarator', 'value'],
      declaration: ['declarator', null],
      assignment_expression: ['left', 'right'],
      parameter_declaration: ['declarator', null],
      for_range_loop: ['declarator', null],
    },
    binders: [],
  },
  csharp: {
    functions: [
      'method_declaration',
      'constructor_declaration',
      'local_function_statement',
      'lambda_expression',
      'anonymous_method_expression',
      'accessor_declaration',
      'operator_declaration',
      'destructor_declaration',
    ],
    classes: ['class_declaration', 'struct_declaration', 'record_declaration', 'interface_declaration'],
    loops: ['for_statement', 'for_each_statement', 'foreach_statement', 'while_statement', 'do_statement'],
    blocks: ['block', 'switch_section'],
    comments: ['comment'],
    calls: ['invocation_expression', 'object_creation_expression'],
    strings: [
      'string_literal',
      'verbatim_string_literal',
      'raw_string_literal',
      'interpolated_string_expression',
      'interpolated_verbatim_string_expression',
    ],
    literals: ['integer_literal', 'real_literal', 'boolean_literal', 'null_literal', 'character_literal'],
    bindings: {
      assignment_expression: ['left', 'right'],
      parameter: ['name', null],
      for_each_statement: ['left', null],
      foreach_statement: ['left', null],
      catch_declaration: ['name', null],
    },
    binders: [],
  },
  ruby: {
    functions: ['method', 'singleton_method', 'lambda'],
    classes: ['class', 'module', 'singleton_class'],
    loops: ['for', 'while', 'until', 'while_modifier', 'until_modifier'],
    blocks: ['body_statement', 'then', 'block_body', 'do', 'program', 'begin', 'else', 'ensure'],
    comments: ['comment'],
    calls: ['call'],
    strings: ['string', 'chained_string', 'heredoc_beginning'],
    literals: ['integer', 'float', 'true', 'false', 'nil', 'simple_symbol', 'hash_key_symbol', 'character'],
    bindings: {
      assignment: ['left', 'right'],
      operator_assignment: ['left', 'right'],
      optional_parameter: ['name', null],
      keyword_parameter: ['name', null],
      for: ['pattern', null],
    },
    binders: ['method_parameters', 'block_parameters', 'lambda_parameters', 'exception_variable'],
  },
  php: {
    functions: [
      'function_definition',
      'method_declaration',
      'anonymous_function_creation_expression',
      'anonymous_function',
      'arrow_function',
    ],
    classes: ['class_declaration', 'trait_declaration', 'interface_declaration', 'enum_declaration'],
    loops: ['for_statement', 'foreach_statement', 'while_statement', 'do_statement'],
    blocks: ['compound_statement', 'case_statement', 'default_statement', 'program'],
    comments: ['comment'],
    calls: [
      'function_call_expression',
      'member_call_expression',
      'nullsafe_member_call_expression',
      'scoped_call_expression',
      'object_creation_expression',
    ],
    strings: ['string', 'encapsed_string', 'heredoc', 'nowdoc'],
    literals: ['integer', 'float', 'boolean', 'null'],
    bindings: {
      assignment_expression: ['left', 'right'],
      augmented_assignment_expression: ['left', 'right'],
      simple_parameter: ['name', null],
      catch_clause: ['name', null],
      const_element: ['name', 'value'],
    },
    binders: ['foreach_statement', 'list_literal', 'global_declaration'],
  },
};

/** Bits of a grammar's `roles`. */
export const Role = {
  function: 1,
  class: 2,
  loop: 4,
  block: 8,
  comment: 16,
  call: 32,
  string: 64,
  literal: 128,
} as const;

/** The roles of each grammar symbol, as `Role` bits. */
export function rolesOf(kinds: readonly string[], family: LanguageFamily): Uint8Array {
  const grammar = grammars[family];
  const bits = new Map<string, number>();
  const add = (names: readonly string[], bit: number): void => {
    for (const name of names) bits.set(name, (bits.get(name) ?? 0) | bit);
  };
  add(grammar.functions, Role.function);
  add(grammar.classes, Role.class);
  add(grammar.loops, Role.loop);
  add(grammar.blocks, Role.block);
  add(grammar.comments, Role.comment);
  add(grammar.calls, Role.call);
  add(grammar.strings, Role.string);
  add(grammar.literals, Role.literal);
  return Uint8Array.from(kinds, (kind) => bits.get(kind) ?? 0);
}
