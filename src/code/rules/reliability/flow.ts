import { withBreak } from '../../fixes/javascript.ts';
import { withoutRest } from '../../fixes/statements.ts';
import type { RuleContext } from '../context.ts';
import { symbolsOf } from '../kind-symbols.ts';
import { cAndCpp, everyLanguage, js } from '../languages.ts';
import {
  firstWithWork,
  isForgotten,
  isUnrolled,
  losesValue,
  onlyLeaves,
  repeatsWork,
} from '../reading/falling-cases.ts';
import {
  endsElsewhere,
  exitsAtItsEnd,
  isLeavingMacro,
  isMacroBeside,
  isMisread,
} from '../reading/misread.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const leaving =
  /^(return_statement|throw_statement|raise_statement|break_statement|continue_statement|goto_statement|return|return_expression|throw_expression|break_expression|continue_expression|next|break|yield_statement_never)$/;
/** Statements that may stand after a jump without being reached by falling into them. */
const hoisted =
  /^(function_declaration|generator_function_declaration|class_declaration|type_alias_declaration|interface_declaration|enum_declaration|function_definition|function_item|labeled_statement|label|label_name|case_statement|local_function_statement|preproc\w*|#\w+|empty_statement|comment|const_item|struct_item|use_declaration|impl_item|static_item|enum_item|declaration_list|else|elsif|when|rescue|ensure|then|text|php_tag|text_interpolation|switch_label|line_comment|block_comment|declare_statement|switch_case|switch_default|function_signature|ambient_declaration|case_switch_label|default_switch_label|case_pattern_switch_label|attribute_item|import_statement|named_label_statement|labeled_statement|ERROR|default_statement|expression_case|default_case|struct_specifier|type_definition|macro_definition)$/;

function leavingNode(statement: number, context: RuleContext): boolean {
  if (statement < 0) return false;
  const { tree } = context;
  if (symbolsOf(tree.kinds, leaving)[tree.symbol[statement]!] !== 0) return true;
  if (context.kind(statement) !== 'expression_statement') return false;
  return /^(return_expression|break_expression|continue_expression)$/.test(
    context.kind(context.children(statement)[0] ?? -1),
  );
}

/** Whether control never comes out of the end of this statement. */
export function neverEnds(statement: number, context: RuleContext, depth = 0): boolean {
  if (statement < 0 || depth > 12) return false;
  if (leavingNode(statement, context)) return true;
  const kind = context.kind(statement);
  if (context.isBlock(statement) && !/^(case_statement|switch_case)/.test(kind)) {
    return context.children(statement).some((each) => neverEnds(each, context, depth + 1));
  }
  if (kind === 'if_statement') {
    const alternative = context.field(statement, 'alternative');
    if (alternative < 0) return false;
    const { tree } = context;
    for (let child = statement + 1; child < tree.next[statement]!; child = tree.next[child]!) {
      const field = tree.fields[tree.field[child]!];
      if (field === 'alternative' && context.kind(child) === 'else_if_clause') {
        if (!neverEnds(context.field(child, 'body'), context, depth + 1)) return false;
      } else if (field === 'alternative' && !neverEnds(elseBody(child, context), context, depth + 1))
        return false;
    }
    const hasElse = context.family !== 'php' || context.childOfKind(statement, 'else_clause') >= 0;
    const body =
      context.field(statement, 'consequence') >= 0
        ? context.field(statement, 'consequence')
        : context.field(statement, 'body');
    return hasElse && neverEnds(body, context, depth + 1);
  }
  if (kind === 'expression_statement') {
    return (
      /^(process\.exit|exit|die|abort|_exit|panic|assert_never|assertNever|__builtin_unreachable|unreachable|std::abort|std::exit|System\.exit|Environment\.Exit|quick_exit|longjmp|siglongjmp|throw_\w*|\w+_ret(?:urn)?|os\.Exit|log\.Fatal\w*|t\.Fatal\w*|throw|never|fatal\w*|usage\w*|BUG|err|errx|exit_\w+|die_\w+|serverPanic|ngx_abort|not_reached|unreachable\w*|g_assert_not_reached|__builtin_trap|serverPanic|croak|raise)\b/i.test(
        context.text(statement),
      ) ||
      /^(?:log|do|wp_)?die\w*\(|^assert\w*\((?:false|0)\s*[,)&]/.test(context.text(statement)) ||
      /^exit_statement$/.test(context.kind(context.children(statement)[0] ?? -1))
    );
  }
  if (kind === 'exit_statement') return true;
  if (kind === 'while_statement' || kind === 'for_statement' || kind === 'do_statement') {
    const text = context.short(statement, 40);
    return (
      /^(while\s*\(\s*(true|1)\s*\)|for\s*\([^;(){}]*;\s*(true|1)?\s*;[^;(){}]*\)|for \{)/.test(text) &&
      !/\bbreak\b/.test(context.text(context.field(statement, 'body')))
    );
  }
  if (kind === 'try_statement') {
    const last = context.childOfKind(statement, 'finally_clause');
    if (last >= 0 && neverEnds(context.children(last)[0] ?? -1, context, depth + 1)) return true;
    const handlers = context.children(statement).filter((each) => context.kind(each) === 'catch_clause');
    return (
      handlers.length > 0 &&
      neverEnds(context.field(statement, 'body'), context, depth + 1) &&
      handlers.every((each) => neverEnds(context.field(each, 'body'), context, depth + 1))
    );
  }
  if (kind === 'switch_statement' || kind === 'switch_expression') {
    // Every way out is a return, as far as can be seen: enough to stay silent.
    const text = context.text(statement);
    return /\b(return|throw)\b/.test(text) && !/\bbreak\b/.test(text);
  }
  if (
    /^(labeled_statement|synchronized_statement|lock_statement|using_statement|unsafe_statement|with_statement)$/.test(
      kind,
    )
  ) {
    return context.children(statement).some((each) => neverEnds(each, context, depth + 1));
  }
  return false;
}

function elseBody(clause: number, context: RuleContext): number {
  if (context.kind(clause) !== 'else_clause') return clause;
  const body = context.field(clause, 'body');
  return body >= 0 ? body : (context.children(clause)[0] ?? -1);
}

/** Whether the preprocessor's line before a statement may have taken the condition that it hangs on. */
function followsDirective(node: number, context: RuleContext): boolean {
  if (context.family !== 'c') return false;
  const before = context.source.slice(0, context.tree.start[node]).trimEnd();
  return /^\s*#\s*(else|elif|endif)\b/.test(before.slice(before.lastIndexOf('\n') + 1));
}

const caseKinds = ['switch_case', 'case_statement', 'switch_block_statement_group', 'switch_section'];

/** C: says that a parameter is meant to be unused. */
const unusedMark = /^(\(void\)\s*\w+|\w*unused\w*\s*\(\s*\w+\s*\));?$/i;

export const flowRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'unreachable-code',
    category: 'reliability',
    severity: 'medium',
    languages: everyLanguage.filter((language) => language !== 'ruby'),
    title: 'Code that can never run',
    rationale:
      'What follows a return, throw, break or continue in the same block is never reached: left over, or put there by mistake.',
    cwe: 561,
    remediationMinutes: 5,
    skipTests: true,
    kinds: [
      'statement_block',
      'block',
      'compound_statement',
      'program',
      'module',
      'switch_case',
      'case_statement',
      'switch_block_statement_group',
      'switch_section',
      'constructor_body',
    ],
    check(node, context) {
      let gone = -1;
      const children = context.children(node);
      for (let index = 0; index < children.length; index += 1) {
        const each = children[index]!;
        const kind = context.kind(each);
        if (gone < 0) {
          // A compile-time condition in front may take the jump away.
          if (
            index + 1 < children.length &&
            leavingNode(each, context) &&
            context.kind(children[index - 1] ?? -1) !== 'attribute_item' &&
            !followsDirective(each, context)
          )
            gone = each;
          continue;
        }
        if (
          kind.endsWith('_directive') ||
          context.source[context.tree.start[each]!] === '#' ||
          (context.family === 'php' && context.kind(node) === 'program')
        )
          return;
        // `return {};` in a file of C++ that is called C's.
        if (context.text(each) === '{}' && context.text(gone) === 'return') return;
        // A variable of C without a value has nothing to run, and a macro may well be a case.
        if (
          context.family === 'c' &&
          ((kind === 'declaration' && !context.text(each).includes('=')) ||
            (/^[A-Z][A-Z0-9_]+\s*\(/.test(context.text(each)) && /case/.test(context.kind(node))))
        )
          return;
        if (hoisted.test(kind)) {
          if (/label|case|preproc|^#|text|php_tag|ERROR|switch/.test(kind)) return;
          continue;
        }
        // The grammar ends `return /* comment */ (value)` after the word; only a line break does that in the language.
        if (context.family === 'js' && /^(return|throw)$/.test(context.text(gone))) {
          if (!/^\s*\n\s*$/.test(context.source.slice(context.tree.end[gone], context.tree.start[each])))
            return;
        }
        const text = context.short(each, 200);
        // `return; yield` makes a Python function a generator; a variable without a value is hoisted; a break after return is habit.
        if (context.family === 'python' && /^(yield\b|[rbu]*["'])/.test(text)) return;
        if (
          /^(var|let) \w+(, \w+)*;?$/.test(text) ||
          /^(break|return);?$/.test(text) ||
          /break_statement/.test(kind)
        )
          return;
        if (
          hasLabel(each, context) ||
          /#\s*(if|else|elif|endif|\[)|__COVERITY|NOTREACHED/.test(
            context.source.slice(context.tree.end[gone], context.tree.start[each]),
          ) ||
          // Old C that the grammar does not know: the function has ended in between.
          (context.family === 'c' &&
            /^\}/m.test(context.source.slice(context.tree.end[gone], context.tree.start[each])))
        )
          return;
        if (context.tree.flags[each]! & 6 || text === ';' || isMisread(each, context)) return;
        if (context.family === 'c' && isMacroBeside(gone, each, children, context)) return;
        // A mark for the compiler has nothing to run.
        if (context.family === 'c' && unusedMark.test(text)) continue;
        context.report(each, {
          ...withoutRest(each, context),
          message: `\`${context.short(gone, 40)}\` on line ${context.tree.line[gone]} leaves the block: this never runs.`,
          suggestion: 'Remove it, or move it before the line that leaves.',
          evidence: [`block left on line ${context.tree.line[gone]}`],
        });
        return;
      }
    },
    wrong: [
      { language: 'c', code: 'int f(int a) {\n  return 1;\n  g();\n}', line: 3 },
      {
        language: 'javascript',
        code: 'function f() {\n  return 1;\n  g();\n}',
        line: 3,
        fixed: 'function f() {\n  return 1;\n}',
      },
      {
        language: 'python',
        code: 'def f():\n    raise ValueError()\n    g()',
        line: 3,
        fixed: 'def f():\n    raise ValueError()',
      },
      {
        language: 'go',
        code: 'package a\nfunc f() int {\n\treturn 1\n\tg()\n}',
        line: 4,
        fixed: 'package a\nfunc f() int {\n\treturn 1\n}',
      },
      {
        language: 'c',
        code: 'int f(void) {\n  return 1;\n  g();\n}',
        line: 3,
        fixed: 'int f(void) {\n  return 1;\n}',
      },
      {
        language: 'rust',
        code: 'fn f() -> i32 {\n    return 1;\n    g();\n}',
        line: 3,
        fixed: 'fn f() -> i32 {\n    return 1;\n}',
      },
      {
        language: 'php',
        code: '<?php\nfunction f() {\n  return 1;\n  g();\n}',
        line: 4,
        fixed: '<?php\nfunction f() {\n  return 1;\n}',
      },
      {
        language: 'csharp',
        code: 'class A { int F() {\n  return 1;\n  G();\n} }',
        line: 3,
        fixed: 'class A { int F() {\n  return 1;\n} }',
      },
      {
        language: 'java',
        code: 'class A { int f() { while (true) { break; g(); } return 1; } }',
        fixed: 'class A { int f() { while (true) { break; } return 1; } }',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'function f() { return g(); function g() { return 1; } }\nfunction h() { if (a) return 1; k(); }',
      },
      { language: 'python', code: 'def f():\n    return\n    yield' },
      {
        language: 'c',
        code: 'int f(int a) { switch (a) { case 1: return 1; case 2: break; } goto out; out: return 2; ; }',
      },
      {
        language: 'c',
        code: 'int f(int a) {\n#if X\n  if (a)\n#else\n  if (!a)\n#endif\n    goto end;\n  g();\nend:\n  return 1;\n}',
      },
      {
        language: 'c',
        code: 'const char *f(void) { return STRING(VERSION) " by us " "and others"; }\nint g(struct l *l) { each_of(h, &l->heads)\n    return h->n;\n  assert(0);\n  return 1;\n}\nchar *h(char *s) { return s;\n  END_OF(h)\n}',
      },
      {
        language: 'c',
        code: 'int f(a)\nint a;\n{\n  return a;\n}\n\nint ZEXPORT g(b)\nchar *b;\n{\n  return 2;\n}',
      },
    ],
  }),
  defineRule({
    id: 'case-falls-through',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, ...cAndCpp, 'java', 'php'],
    title: 'A case runs into the next one',
    rationale:
      'Without break the following case’s code runs as well; where that is meant, a comment says so.',
    unsure:
      'a case whose last statement does not set what the next one sets anew, and in JavaScript, TypeScript and Java one with a way out, or that prepares or counts for the next: meant, or left by a call or a macro, in most findings on real code',
    cwe: 484,
    remediationMinutes: 5,
    skipTests: true,
    kinds: caseKinds,
    check(node, context) {
      const { tree } = context;
      const next = tree.next[node]!;
      const up = context.parent(node);
      if (next >= tree.next[up]!) return;
      let following = next;
      while (following < tree.next[up]! && (tree.flags[following]! & 9) !== 1)
        following = tree.next[following]!;
      if (following >= tree.next[up]! || !/^(switch_|case_|default_)/.test(context.kind(following))) return;
      const statements = context
        .children(node)
        .filter(
          (each) =>
            each !== context.field(node, 'value') &&
            !/switch_label|case_switch_label|default_switch_label/.test(context.kind(each)),
        );
      const last = statements.at(-1);
      if (
        last === undefined ||
        context.kind(last) === 'empty_statement' ||
        /^(case_statement|preproc)/.test(context.kind(last))
      )
        return;
      if (statements.some((each) => neverEnds(each, context)) || context.kind(last) === 'labeled_statement')
        return;
      if (onlyLeaves(following, context) || isUnrolled(node, following, context)) return;
      // What lost its semicolon to a macro, another case's braces, and what is named after leaving.
      if (endsElsewhere(last, context)) return;
      // A macro may well leave.
      if (
        context.family === 'c' &&
        /^([A-Z][A-Z0-9_]{3,}|\w*(error|fatal|panic|abort|die|unreachable)\w*)\s*(\([^;]*\))?;?$/.test(
          context.text(last),
        )
      )
        return;
      const called = /^(\w+)\s*\(\s*(\w*)/.exec(context.text(last));
      if (
        called !== null &&
        context.family === 'c' &&
        // One that is told how grave it is: `complain(FATAL, …)`.
        (/^\w*fatal\w*$|^ERROR$|^PANIC$/i.test(called[2]!) ||
          isLeavingMacro(called[1]!, context) ||
          exitsAtItsEnd(called[1]!, context))
      )
        return;
      // A comment before the next case, or an attribute, says that it is meant.
      const { source } = context;
      const between =
        source
          .slice(tree.start[last]!, Math.min(tree.end[following]!, tree.start[following]! + 200))
          .split(/\bcase\b|\bdefault\b/)[0] ?? '';
      // A switch inside the last statement has cases of its own.
      if (/\/[/*]/.test(source.slice(tree.end[last]!, tree.start[following]!))) return;
      if (/fall|through|FALL|\/[/*]|#(?!\w)|ATTR|NO_BREAK|nobreak|no break/i.test(between)) return;
      if (/fall/i.test(source.slice(tree.end[last]!, lineEndAfter(source, tree.end[last]!)))) return;
      if (/\byield\b|^\s*#/.test(between) || hasPreprocessor(node, context)) return;
      if (
        /\/[/*][^\n]*\bfall(?:s|ing)?[\s-]*(?:\w+\s+)?thro?u/i.test(
          source.slice(tree.start[node], tree.start[last]),
        )
      )
        return;
      // A case that adds something to the next one's work is written so on purpose more often than not.
      const repeats = repeatsWork(statements, context.children(firstWithWork(following, context)), context);
      context.report(last, {
        ...withBreak(last, context),
        severity: repeats ? 'medium' : 'low',
        unsure:
          !losesValue(last, firstWithWork(following, context), context) &&
          (/^(c|php)$/.test(context.family) ||
            !isForgotten(node, last, firstWithWork(following, context), context)),
        message: `The case on line ${tree.line[node]} goes on into the one on line ${tree.line[following]}.`,
        suggestion: 'Add break, or say that it is meant: // fall through',
        evidence: [`case on line ${tree.line[node]}`],
      });
    },
    wrong: [
      {
        language: 'c',
        code: 'void f(int a, int *p) {\n  switch (a) {\n  case 1:\n    *p = g();\n    n = 1;\n  case 2:\n    n = 2;\n    break;\n  }\n}',
        line: 5,
      },
      {
        language: 'javascript',
        code: 'switch (a) {\n  case 1:\n    f();\n  case 2:\n    g();\n}',
        line: 3,
        fixed: 'switch (a) {\n  case 1:\n    f();\n    break;\n  case 2:\n    g();\n}',
      },
      {
        language: 'c',
        code: 'void f(int a) {\n  switch (a) {\n  case 1:\n    g();\n  default:\n    h();\n  }\n}',
        line: 4,
        unsure: true,
        fixed:
          'void f(int a) {\n  switch (a) {\n  case 1:\n    g();\n    break;\n  default:\n    h();\n  }\n}',
      },
      {
        language: 'java',
        code: 'class A { void f(int a) { switch (a) {\n  case 1:\n    g();\n  case 2:\n    h();\n} } }',
        line: 3,
        fixed:
          'class A { void f(int a) { switch (a) {\n  case 1:\n    g();\n    break;\n  case 2:\n    h();\n} } }',
      },
      {
        language: 'php',
        code: '<?php\nswitch ($a) {\n  case 1:\n    f();\n  case 2:\n    g();\n}',
        line: 4,
        unsure: true,
        fixed: '<?php\nswitch ($a) {\n  case 1:\n    f();\n    break;\n  case 2:\n    g();\n}',
      },
    ],
    right: [
      {
        language: 'c',
        code: 'int f(int a) {\n  switch (a) {\n  case 1:\n    report_error(a);\n  default:\n    return 2;\n  }\n}',
      },
      {
        language: 'javascript',
        code: 'switch (a) { case 1: f(); break; case 2: case 3: if (x) { return 1; } else { throw e; } case 4: { g(); break; } case 5: g(); assert(false); default: h(); }',
      },
      {
        language: 'c',
        code: '#define set(a) *p = a; \\\n  return a;\nint f(int a, int *p) {\n  switch (a) {\n  case 1:\n    set(4);\n  case 2:\n    complain(FATAL, "no");\n  case 3:\n    if (a) switch (g()) { default: return 2; }\n    /* FALLTHROUGH */\n  default:\n    return 3;\n  }\n}',
      },
      {
        language: 'c',
        code: 'void f(int a) { switch (a) { case 1: g(); /* fall through */ case 2: usage_with_options(a); default: h(); } }',
      },
      {
        language: 'cpp',
        code: 'int f(int a) { switch (a) { case 1: case 2: { case 3: g(); return 1; } case 4: syserr(); default: return 2; } }',
      },
      {
        language: 'c',
        code: 'void f(int a) {\n  switch (a) {\n  case 1:\n    g();\n    if (a) break;\n    /* Fallthrough. */\n    g();\n  case 2:\n    TOLD(one)\n    TOLD(two and three)\n    break;\n  default:\n    h();\n  }\n}',
      },
      {
        language: 'cpp',
        code: 'void f(int a) { switch (a) { case 1: throw_(parse_error, "end"); case 2: { throw_(parse_error, "symbol"); } default: h(); } }',
      },
      {
        language: 'java',
        code: 'class A { int f(int a) { switch (a) { case 1 -> g(); default -> h(); } return 1; } }',
      },
    ],
  }),
];

function hasLabel(node: number, context: RuleContext): boolean {
  for (const each of context.descendants(node)) {
    if (/^(labeled_statement|case_statement|named_label_statement)$/.test(context.kind(each))) return true;
  }
  return false;
}

function hasPreprocessor(node: number, context: RuleContext): boolean {
  if (context.family !== 'c') return false;
  for (const each of context.descendants(node)) if (context.kind(each).startsWith('preproc')) return true;
  return false;
}

function lineEndAfter(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}
