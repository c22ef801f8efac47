/** Written by `test/src/code/direct/grammar-tables.test.ts`; see `grammar-tables.ts`. */
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
  python: {
    kinds: `
      end :identifier ; import . from __future__ ( ) , as * print >> assert := return del raise pass break
      continue if : elif else match case async for in while try except except* finally with def -> ** global
      nonlocal exec type = class [ ] @ - _ | { } + not and or / % // & ^ << ~ < <= == != >= > <> is lambda +=
      -= *= /= @= //= %= **= >>= <<= &= ^= |= yield :ellipsis :escape_sequence _not_escape_sequence
      format_specifier_token1 :type_conversion :integer :float await :true :false :none :comment
      :line_continuation _newline _indent _dedent :string_start _string_content :escape_interpolation
      :string_end :module _statement _simple_statements :import_statement :import_prefix :relative_import
      :future_import_statement :import_from_statement _import_list :aliased_import :wildcard_import
      :print_statement :chevron :assert_statement :expression_statement :named_expression
      _named_expression_lhs :return_statement :delete_statement :raise_statement :pass_statement
      :break_statement :continue_statement :if_statement :elif_clause :else_clause :match_statement !:block
      :case_clause :for_statement :while_statement :try_statement :except_clause :except_group_clause
      :finally_clause :with_statement :with_clause :with_item :function_definition :parameters
      :lambda_parameters :list_splat :dictionary_splat :global_statement :nonlocal_statement :exec_statement
      :type_alias_statement :class_definition :type_parameter :parenthesized_list_splat :argument_list
      :decorated_definition :decorator :block :expression_list :dotted_name :case_pattern _simple_pattern
      !:as_pattern :union_pattern !:list_pattern !:tuple_pattern :dict_pattern _key_value_pattern
      :keyword_pattern :splat_pattern :class_pattern :complex_pattern _parameters _patterns parameter pattern
      :tuple_pattern :list_pattern :default_parameter :typed_default_parameter :list_splat_pattern
      :dictionary_splat_pattern :as_pattern _expression_within_for_in_clause expression primary_expression
      :not_operator :boolean_operator :binary_operator :unary_operator :comparison_operator :lambda !:lambda
      :assignment :augmented_assignment :pattern_list _right_hand_side :yield :attribute :subscript :slice
      :call :typed_parameter :type :splat_type :generic_type :union_type :constrained_type :member_type
      :keyword_argument :list :set :tuple :dictionary :pair :list_comprehension :dictionary_comprehension
      :set_comprehension :generator_expression _comprehension_clauses :parenthesized_expression
      _collection_elements :for_in_clause :if_clause :conditional_expression :concatenated_string :string
      :string_content :interpolation _f_expression :format_specifier :await :positional_separator
      :keyword_separator module_repeat1 _simple_statements_repeat1 import_prefix_repeat1 _import_list_repeat1
      print_statement_repeat1 assert_statement_repeat1 if_statement_repeat1 match_statement_repeat1
      _match_block_repeat1 case_clause_repeat1 try_statement_repeat1 try_statement_repeat2 with_clause_repeat1
      global_statement_repeat1 type_parameter_repeat1 argument_list_repeat1 decorated_definition_repeat1
      dotted_name_repeat1 union_pattern_repeat1 dict_pattern_repeat1 _parameters_repeat1 _patterns_repeat1
      comparison_operator_repeat1 subscript_repeat1 dictionary_repeat1 _comprehension_clauses_repeat1
      _collection_elements_repeat1 for_in_clause_repeat1 concatenated_string_repeat1 string_repeat1
      string_content_repeat1 format_specifier_repeat1 :as_pattern_target :format_expression is␣not not␣in
      :ERROR
    `,
    fields: `
      alias alternative argument arguments attribute body cause code condition consequence definition
      expression format_specifier function guard key left module_name name object operator operators
      parameters return_type right subject subscript superclasses type type_conversion type_parameters value
    `,
  },
};
