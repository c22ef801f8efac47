/** Written by `test/src/code/ecmascript/grammar-tables.test.ts`; see `grammar-tables.ts`. */
export const generatedTables: Readonly<Record<string, { kinds: string; fields: string }>> = {
  javascript: {
    kinds: `
      end :identifier :hash_bang_line export * default as { , } import from with var let const else if switch
      for ( ) await in of while do try break continue debugger return throw ; : case catch finally yield = [ ]
      _glimmer_template_content <template> </template> jsx_text_token1 jsx_text_token2
      :html_character_reference < > !:identifier . </ /> " ' !:string_fragment !:string_fragment class extends
      async function => :optional_chain new += -= *= /= %= ^= &= |= >>= >>>= <<= **= &&= ||= ??= ... && || >>
      >>> << & ^ | + - / % ** <= == === != !== >= ?? instanceof ! ~ typeof void delete ++ -- !:string_fragment
      !:string_fragment :escape_sequence comment_token1 \` \${ !/ :regex_pattern :regex_flags :number
      :private_property_identifier target :this :super :true :false :null :undefined @ static static␣get get
      set _automatic_semicolon :string_fragment ? :html_comment :program :export_statement :namespace_export
      :export_clause :export_specifier _module_export_name declaration :import :import_statement
      :import_clause _from_clause :namespace_import :named_imports :import_specifier :import_attribute
      :expression_statement :variable_declaration :lexical_declaration :variable_declarator :statement_block
      :else_clause :if_statement :switch_statement :for_statement :for_in_statement _for_header
      :while_statement :do_statement :try_statement :with_statement :break_statement :continue_statement
      :debugger_statement :return_statement :throw_statement :empty_statement :labeled_statement :switch_body
      :switch_case :switch_default :catch_clause :finally_clause :parenthesized_expression expression
      primary_expression :yield_expression :object :object_pattern :assignment_pattern
      :object_assignment_pattern :array :array_pattern :glimmer_template :glimmer_opening_tag
      :glimmer_closing_tag :jsx_element :jsx_text :jsx_expression :jsx_opening_element !:member_expression
      :jsx_namespace_name :jsx_closing_element :jsx_self_closing_element :jsx_attribute !:string :class
      :class_declaration :class_heritage :function_expression :function_declaration :generator_function
      :generator_function_declaration :arrow_function :call_expression :new_expression :await_expression
      :member_expression :subscript_expression :assignment_expression _augmented_assignment_lhs
      :augmented_assignment_expression _initializer _destructuring_pattern :spread_element :ternary_expression
      :binary_expression :unary_expression :update_expression :sequence_expression :string :comment
      :template_string :template_substitution :regex :meta_property :arguments :decorator !:member_expression
      !:call_expression :class_body :field_definition :formal_parameters :class_static_block pattern
      :rest_pattern :method_definition :pair :pair_pattern _property_name :computed_property_name
      program_repeat1 export_statement_repeat1 export_clause_repeat1 named_imports_repeat1
      variable_declaration_repeat1 switch_body_repeat1 object_repeat1 object_pattern_repeat1 array_repeat1
      array_pattern_repeat1 glimmer_template_repeat1 jsx_element_repeat1 jsx_opening_element_repeat1
      _jsx_string_repeat1 _jsx_string_repeat2 sequence_expression_repeat1 string_repeat1 string_repeat2
      template_string_repeat1 class_body_repeat1 formal_parameters_repeat1 :property_identifier
      :shorthand_property_identifier :shorthand_property_identifier_pattern :statement_identifier :ERROR
    `,
    fields: `
      alias alternative argument arguments attribute body close_tag condition consequence constructor content
      declaration decorator finalizer flags function handler increment index initializer key kind label left
      member name object open_tag operator optional_chain parameter parameters pattern property right source
      template value
    `,
  },
  typescript: {
    kinds: `
      end :identifier :hash_bang_line export * default type = as namespace { , } typeof import from with var
      let const ! else if switch for ( ) await in of while do try break continue debugger return throw ; :
      case catch finally yield [ ] _glimmer_template_content <template> </template> > . " ' class async
      function => ?. new using += -= *= /= %= ^= &= |= >>= >>>= <<= **= &&= ||= ??= ... && || >> >>> << & ^ |
      + - / % ** < <= == === != !== >= ?? instanceof ~ void delete ++ -- :string_fragment !:string_fragment
      :escape_sequence comment_token1 \` \${ !/ :regex_pattern :regex_flags :number :private_property_identifier
      target :this :super :true :false :null :undefined @ static readonly get set ? declare public private
      protected override module any number boolean string symbol object abstract satisfies require extends
      implements global interface enum -?: +?: ?: asserts infer is keyof unique␣symbol unknown never {| |}
      _automatic_semicolon _template_chars !? :html_comment _function_signature_automatic_semicolon :program
      :export_statement :namespace_export :export_clause :export_specifier _module_export_name declaration
      :import :import_statement :import_clause _from_clause :namespace_import :named_imports :import_specifier
      :import_attribute :expression_statement :variable_declaration :lexical_declaration :variable_declarator
      :statement_block :else_clause :if_statement :switch_statement :for_statement :for_in_statement
      _for_header :while_statement :do_statement :try_statement :with_statement :break_statement
      :continue_statement :debugger_statement :return_statement :throw_statement :empty_statement
      :labeled_statement :switch_body :switch_case :switch_default :catch_clause :finally_clause
      :parenthesized_expression expression primary_expression :yield_expression :object :object_pattern
      :assignment_pattern :object_assignment_pattern :array :array_pattern :glimmer_template
      :glimmer_opening_tag :glimmer_closing_tag :nested_identifier :class :class_declaration :class_heritage
      :function_expression :function_declaration :generator_function :generator_function_declaration
      :arrow_function _call_signature _formal_parameter :optional_chain :call_expression :new_expression
      :await_expression :member_expression :subscript_expression :assignment_expression
      _augmented_assignment_lhs :augmented_assignment_expression _initializer _destructuring_pattern
      :spread_element :ternary_expression :binary_expression :unary_expression :update_expression
      :sequence_expression :string :comment :template_string :template_substitution :regex :meta_property
      :arguments :decorator !:member_expression !:call_expression :class_body :formal_parameters
      :class_static_block pattern :rest_pattern :method_definition :pair :pair_pattern _property_name
      :computed_property_name :public_field_definition _import_identifier :non_null_expression
      :method_signature :abstract_method_signature :function_signature :type_assertion :as_expression
      :satisfies_expression :instantiation_expression :import_require_clause :extends_clause
      _extends_clause_single :implements_clause :ambient_declaration :abstract_class_declaration :module
      :internal_module _module :import_alias :nested_type_identifier :interface_declaration
      :extends_type_clause :enum_declaration :enum_body :enum_assignment :type_alias_declaration
      :accessibility_modifier :override_modifier :required_parameter :optional_parameter _parameter_name
      :omitting_type_annotation :adding_type_annotation :opting_type_annotation :type_annotation
      !:member_expression !:call_expression :asserts :asserts_annotation _type !:required_parameter
      !:optional_parameter :optional_type :rest_type _tuple_type_member :constructor_type _primary_type
      :template_type :template_literal_type :infer_type :conditional_type :generic_type :type_predicate
      :type_predicate_annotation !:member_expression !:subscript_expression !:call_expression
      !:instantiation_expression :type_query :index_type_query :lookup_type :mapped_type_clause :literal_type
      !:unary_expression :existential_type :flow_maybe_type :parenthesized_type :predefined_type
      :type_arguments :object_type :call_signature :property_signature :type_parameters :type_parameter
      :default_type :constraint :construct_signature :index_signature :array_type :tuple_type :readonly_type
      :union_type :intersection_type :function_type program_repeat1 export_statement_repeat1
      export_clause_repeat1 named_imports_repeat1 variable_declaration_repeat1 switch_body_repeat1
      object_repeat1 object_pattern_repeat1 array_repeat1 array_pattern_repeat1 glimmer_template_repeat1
      sequence_expression_repeat1 string_repeat1 string_repeat2 template_string_repeat1 class_body_repeat1
      formal_parameters_repeat1 extends_clause_repeat1 implements_clause_repeat1 extends_type_clause_repeat1
      enum_body_repeat1 template_literal_type_repeat1 type_arguments_repeat1 object_type_repeat1
      type_parameters_repeat1 tuple_type_repeat1 :interface_body :property_identifier
      :shorthand_property_identifier :shorthand_property_identifier_pattern :statement_identifier :this_type
      :type_identifier :ERROR
    `,
    fields: `
      alias alternative argument arguments body close_tag condition consequence constraint constructor content
      declaration decorator finalizer flags function handler increment index index_type initializer key kind
      label left module name object open_tag operator optional_chain parameter parameters pattern property
      return_type right sign source type type_arguments type_parameters value
    `,
  },
  tsx: {
    kinds: `
      end :identifier :hash_bang_line export * default type = as namespace { , } typeof import from with var
      let const ! else if switch for ( ) await in of while do try break continue debugger return throw ; :
      case catch finally yield [ ] _glimmer_template_content <template> </template> jsx_text_token1
      jsx_text_token2 :html_character_reference > !:identifier . </ /> " ' :string_fragment !:string_fragment
      class async function => ?. new using += -= *= /= %= ^= &= |= >>= >>>= <<= **= &&= ||= ??= ... && || >>
      >>> << & ^ | + - / % ** < <= == === != !== >= ?? instanceof ~ void delete ++ -- !:string_fragment
      !:string_fragment :escape_sequence comment_token1 \` \${ !/ :regex_pattern :regex_flags :number
      :private_property_identifier target :this :super :true :false :null :undefined @ static readonly get set
      ? declare public private protected override module any number boolean string symbol object abstract
      satisfies require extends implements global interface enum -?: +?: ?: asserts infer is keyof
      unique␣symbol unknown never {| |} _automatic_semicolon _template_chars !? :html_comment
      _function_signature_automatic_semicolon :program :export_statement :namespace_export :export_clause
      :export_specifier _module_export_name declaration :import :import_statement :import_clause _from_clause
      :namespace_import :named_imports :import_specifier :import_attribute :expression_statement
      :variable_declaration :lexical_declaration :variable_declarator :statement_block :else_clause
      :if_statement :switch_statement :for_statement :for_in_statement _for_header :while_statement
      :do_statement :try_statement :with_statement :break_statement :continue_statement :debugger_statement
      :return_statement :throw_statement :empty_statement :labeled_statement :switch_body :switch_case
      :switch_default :catch_clause :finally_clause :parenthesized_expression expression primary_expression
      :yield_expression :object :object_pattern :assignment_pattern :object_assignment_pattern :array
      :array_pattern :glimmer_template :glimmer_opening_tag :glimmer_closing_tag :jsx_element :jsx_text
      :jsx_expression :jsx_opening_element :nested_identifier :jsx_namespace_name :jsx_closing_element
      :jsx_self_closing_element :jsx_attribute !:string :class :class_declaration :class_heritage
      :function_expression :function_declaration :generator_function :generator_function_declaration
      :arrow_function _call_signature _formal_parameter :optional_chain :call_expression :new_expression
      :await_expression :member_expression :subscript_expression :assignment_expression
      _augmented_assignment_lhs :augmented_assignment_expression _initializer _destructuring_pattern
      :spread_element :ternary_expression :binary_expression :unary_expression :update_expression
      :sequence_expression :string :comment :template_string :template_substitution :regex :meta_property
      :arguments :decorator !:member_expression !:call_expression :class_body :formal_parameters
      :class_static_block pattern :rest_pattern :method_definition :pair :pair_pattern _property_name
      :computed_property_name :public_field_definition _import_identifier :non_null_expression
      :method_signature :abstract_method_signature :function_signature :as_expression :satisfies_expression
      :instantiation_expression :import_require_clause :extends_clause _extends_clause_single
      :implements_clause :ambient_declaration :abstract_class_declaration :module :internal_module _module
      :import_alias :nested_type_identifier :interface_declaration :extends_type_clause :enum_declaration
      :enum_body :enum_assignment :type_alias_declaration :accessibility_modifier :override_modifier
      :required_parameter :optional_parameter _parameter_name :omitting_type_annotation
      :adding_type_annotation :opting_type_annotation :type_annotation !:member_expression !:call_expression
      :asserts :asserts_annotation _type !:required_parameter !:optional_parameter :optional_type :rest_type
      _tuple_type_member :constructor_type _primary_type :template_type :template_literal_type :infer_type
      :conditional_type :generic_type :type_predicate :type_predicate_annotation !:member_expression
      !:subscript_expression !:call_expression !:instantiation_expression :type_query :index_type_query
      :lookup_type :mapped_type_clause :literal_type !:unary_expression :existential_type :flow_maybe_type
      :parenthesized_type :predefined_type :type_arguments :object_type :call_signature :property_signature
      :type_parameters :type_parameter :default_type :constraint :construct_signature :index_signature
      :array_type :tuple_type :readonly_type :union_type :intersection_type :function_type program_repeat1
      export_statement_repeat1 export_clause_repeat1 named_imports_repeat1 variable_declaration_repeat1
      switch_body_repeat1 object_repeat1 object_pattern_repeat1 array_repeat1 array_pattern_repeat1
      glimmer_template_repeat1 jsx_element_repeat1 _jsx_string_repeat1 _jsx_string_repeat2
      sequence_expression_repeat1 string_repeat1 string_repeat2 template_string_repeat1 class_body_repeat1
      formal_parameters_repeat1 _jsx_start_opening_element_repeat1 extends_clause_repeat1
      implements_clause_repeat1 extends_type_clause_repeat1 enum_body_repeat1 template_literal_type_repeat1
      type_arguments_repeat1 object_type_repeat1 type_parameters_repeat1 tuple_type_repeat1 :interface_body
      :property_identifier :shorthand_property_identifier :shorthand_property_identifier_pattern
      :statement_identifier :this_type :type_identifier :ERROR
    `,
    fields: `
      alias alternative argument arguments attribute body close_tag condition consequence constraint
      constructor content declaration decorator finalizer flags function handler increment index index_type
      initializer key kind label left module name object open_tag operator optional_chain parameter parameters
      pattern property return_type right sign source type type_arguments type_parameters value
    `,
  },
};
