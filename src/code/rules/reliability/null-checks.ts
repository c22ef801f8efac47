import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, js } from '../languages.ts';
import { operatorOf, sides } from '../reading/expressions.ts';
import { bare, mentions, nextStatement, tight } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';
import { neverEnds } from './flow.ts';

const nothing = new Set(['null', 'undefined', 'None', 'nil', 'NULL', 'nullptr']);

function isNothingWord(node: NodeIndex, context: RuleContext): boolean {
  const length = context.tree.end[node]! - context.tree.start[node]!;
  return length >= 3 && length <= 9 && nothing.has(context.text(node));
}

const placeKinds = new Set([
  'identifier',
  'variable_name',
  'member_expression',
  'attribute',
  'field_access',
  'selector_expression',
  'field_expression',
  'instance_variable',
]);
const binaryKinds = new Set(['binary_expression', 'comparison_operator', 'binary']);
const uses = new Set([
  'member_expression',
  'subscript_expression',
  'attribute',
  'subscript',
  'field_access',
  'method_invocation',
  'array_access',
  'selector_expression',
  'index_expression',
  'field_expression',
  'member_access_expression',
  'element_access_expression',
  'call',
  'call_expression',
  'invocation_expression',
  'member_call_expression',
]);

/** What a condition says of a name: that it is nothing, or that it is something; null when neither is plain. */
function testOf(
  node: NodeIndex,
  context: RuleContext,
  asTruth = false,
): { name: string; isNothing: boolean } | null {
  const inner = bare(node, context);
  const kind = context.kind(inner);
  const isPlace = (each: NodeIndex): boolean =>
    placeKinds.has(context.kind(each)) && /^[$@\w.>-]+$/.test(tight(each, context));
  if (binaryKinds.has(kind)) {
    const [left, right] = sides(inner, context);
    if (left < 0 || right < 0) return null;
    const operator = operatorOf(inner, context);
    const isNothing = operator === '===' || operator === '==' || operator === 'is';
    if (!isNothing && operator !== '!==' && operator !== '!=' && operator !== 'is not') return null;
    // `x !== null` still lets undefined through; only the plain or the loose test says that it is something.
    const subject = isNothingWord(right, context) ? left : isNothingWord(left, context) ? right : -1;
    if (subject < 0 || !isPlace(subject)) return null;
    return { name: tight(subject, context), isNothing };
  }
  if (kind === 'unary_expression' && /^(js|c)$/.test(context.family) && context.text(inner).startsWith('!')) {
    const subject = context.field(inner, 'argument');
    return isPlace(subject) ? { name: tight(subject, context), isNothing: true } : null;
  }
  if (kind === 'call' && context.family === 'ruby') {
    const call = context.call(inner);
    if (call?.name !== 'nil?' || !isPlace(call.receiver)) return null;
    return { name: tight(call.receiver, context), isNothing: true };
  }
  // A plain name is asked whether it is there at all.
  if (asTruth && isPlace(inner)) return { name: tight(inner, context), isNothing: false };
  return null;
}

/** Whether the last part of a place is mentioned at all: asked before anything is walked. */
function mentionsPlace(top: NodeIndex, name: string, context: RuleContext): boolean {
  const last = /[\w$@]+$/.exec(name)?.[0] ?? name;
  return mentions(context, context.tree.start[top]!, context.tree.end[top]!, last);
}

/** The first place under `top` that reaches into `name`, or -1 when something may have set it before. */
function reachesInto(top: NodeIndex, name: string, context: RuleContext): NodeIndex {
  for (const each of context.descendants(top, false)) {
    const kind = context.kind(each);
    // `with open() as x`
    if (kind === 'as_pattern_target' && tight(each, context) === name) return -1;
    if (
      /^(assignment|augmented|assignment_expression|assignment_statement|short_var_declaration|operator_assignment|named_expression|init_declarator|variable_declarator|catch_clause|for_in_statement|range_clause)/.test(
        kind,
      )
    ) {
      const target =
        context.field(each, 'left') >= 0
          ? context.field(each, 'left')
          : context.field(each, 'name') >= 0
            ? context.field(each, 'name')
            : context.field(each, 'declarator');
      if (
        target >= 0 &&
        tight(target, context)
          .replace(/^[*&]+/, '')
          .split(/[,;]/)
          .some((part) => part === name || name.startsWith(`${part}.`))
      )
        return -1;
    }
    // A call may set a field, or what a pointer leads to.
    if (context.isCall(each) && mayChange(each, name, context) && !startsAt(each, name, context)) return -1;
    if (
      /^(unary_expression|pointer_expression|sizeof_expression)$/.test(kind) &&
      /^(&|sizeof|typeof|\*)/.test(context.text(each))
    ) {
      if (kind === 'pointer_expression' && tight(each, context) === `*${name}` && context.family === 'c')
        return each;
      if (tight(each, context).startsWith(`&${name}`) || /^(sizeof|typeof)/.test(context.text(each)))
        return -1;
    }
    if (
      /^(if_statement|if|while_statement|conditional_expression|ternary_expression|switch_statement|case|match_statement)$/.test(
        kind,
      ) &&
      each !== top &&
      mentions(context, context.tree.start[each]!, context.tree.end[each]!, name.replace(/^.*[.>]/, ''))
    )
      return -1;
    if (/^(macro_invocation|preproc)/.test(kind)) return -1;
    if (!uses.has(kind)) continue;
    const owner = ownerOf(each, context);
    if (owner < 0 || tight(owner, context) !== name) continue;
    if (/^\s*\?[.-]/.test(context.source.slice(context.tree.end[owner], context.tree.end[owner]! + 4)))
      continue;
    if (
      each !== top &&
      !isFirstOperand(each, top, context) &&
      /^(&&|\|\||\?\?|and|or)$/.test(operatorOf(context.parent(each), context))
    )
      return -1;
    // PHP makes an array of null when an element is set.
    if (context.family === 'php' && kind === 'subscript_expression') return -1;
    return each;
  }
  return -1;
}

/** Whether a node is the first thing that is worked out of an expression of `and` and `or`. */
function isFirstOperand(node: NodeIndex, top: NodeIndex, context: RuleContext): boolean {
  for (let each = node; each !== top; each = context.parent(each)) {
    const up = context.parent(each);
    if (up < 0 || context.children(up)[0] !== each) return false;
  }
  return true;
}

/** Whether a call is made on the name itself: it reaches into it before it can change anything. */
function startsAt(node: NodeIndex, name: string, context: RuleContext): boolean {
  const text = tight(node, context);
  return text.startsWith(`${name}.`) || text.startsWith(`${name}->`);
}

/** Whether a call may set what a name stands for: a field, what a pointer leads to, a reference, a macro's argument. */
function mayChange(node: NodeIndex, name: string, context: RuleContext): boolean {
  if (/[.>]/.test(name)) return true;
  const text = tight(node, context);
  if (text.includes(`&${name}`)) return true;
  if (!/^(c|php|csharp)$/.test(context.family)) return false;
  return context.call(node)?.arguments.some((each) => tight(each, context) === name) ?? false;
}

/** The expression that an access reaches into, or -1. */
function ownerOf(node: NodeIndex, context: RuleContext): NodeIndex {
  const kind = context.kind(node);
  if (/^(call|call_expression|invocation_expression|method_invocation|member_call_expression)$/.test(kind)) {
    if (kind === 'method_invocation' || kind === 'member_call_expression')
      return context.field(node, 'object');
    return context.family === 'ruby' ? rubyReceiver(node, context) : -1;
  }
  if (kind === 'field_expression') {
    // C: `p.x` of a struct is no dereference.
    const owner = context.field(node, 'argument');
    return context.source.startsWith('->', context.tree.end[owner]!) ? owner : -1;
  }
  for (const field of ['object', 'operand', 'value', 'expression', 'argument', 'array']) {
    const owner = context.field(node, field);
    if (owner >= 0) return owner;
  }
  return context.children(node)[0] ?? -1;
}

const nilSafe =
  /^(nil\?|to_s|to_a|to_i|to_h|inspect|class|is_a\?|respond_to\?|blank\?|present\?|try|presence|==|object_id|hash|instance_of\?|kind_of\?|frozen\?|dup|clone|tap|then|send|instance_variable_\w+|nonzero\?|to_param|to_json|as_json|in\?|extend|freeze)$/;

function rubyReceiver(node: NodeIndex, context: RuleContext): NodeIndex {
  const call = context.call(node);
  return call === null || nilSafe.test(call.name) ? -1 : call.receiver;
}

/** Whether what is asked is set again, or is another thing of that name, between a test and a use: a field by a method of its class, a name by a comprehension. */
function isSetBetween(use: NodeIndex, name: string, test: NodeIndex, context: RuleContext): boolean {
  const { tree, source, family } = context;
  if (family === 'python')
    return new RegExp(`\\bfor\\b[^\\n:]*\\b${name.replace('.', '\\.')}\\b[^\\n:]*\\bin\\b`).test(
      source.slice(tree.end[test], tree.end[use]! + 200),
    );
  if (!/^(java|csharp|c)$/.test(family) || context.language === 'c' || !/^\w+$/.test(name)) return false;
  const owner = context.enclosingFunction(use);
  const own = owner < 0 ? '' : source.slice(tree.start[owner], tree.start[test]);
  if (new RegExp(`[\\w>\\]*&]\\s+[*&]?${name}\\s*[=;,)]`).test(own)) return false;
  return /(?<![\w.>:])(?:this\.)?(?!(?:if|for|while|switch|synchronized|catch|return|new)\b)[a-z_]\w*\s*\(/.test(
    source.slice(tree.end[test], tree.start[use]),
  );
}

function reportUse(use: NodeIndex, name: string, test: NodeIndex, why: string, context: RuleContext): void {
  if (isSetBetween(use, name, test, context)) return;
  // Macros on lines of their own, without a semicolon, and the grammar no longer sees where the branch ends.
  if (
    context.family === 'c' &&
    /^[ \t]*\w+\s*\([^;{}()]*\)[ \t]*\n[ \t]*(\w+\s*\([^;{}()]*\)[ \t]*\n|return)/m.test(
      context.source.slice(context.tree.end[test], context.tree.start[use]),
    )
  )
    return;
  context.report(use, {
    message: `\`${context.short(use, 50)}\` reaches into \`${name}\`, which is nothing here: ${why} on line ${context.tree.line[test]}.`,
    suggestion: 'Turn the test round, or set the value first.',
    evidence: [`\`${context.short(test, 50)}\` on line ${context.tree.line[test]}`],
  });
}

/** `if (x != null) return …;` and then `x.y`: what comes after the guard has nothing to reach into. */
function checkAfterGuard(
  node: NodeIndex,
  test: { name: string; isNothing: boolean },
  context: RuleContext,
): void {
  if (test.isNothing || context.kind(node) === 'unless' || context.field(node, 'alternative') >= 0) return;
  if (context.childOfKind(node, 'else_clause') >= 0 || context.childOfKind(node, 'elif_clause') >= 0) return;
  const condition = context.field(node, 'condition');
  const body =
    context.field(node, 'consequence') >= 0
      ? context.field(node, 'consequence')
      : context.field(node, 'body');
  if (body < 0 || !neverEnds(body, context) || isExplained(node, context)) return;
  const { tree } = context;
  const last = test.name.replace(/^.*[.>]/, '');
  let looked = 0;
  for (
    let next = nextStatement(node, context);
    next >= 0 && looked < 6;
    next = nextStatement(next, context)
  ) {
    looked += 1;
    // Declarations of functions run when somebody calls them; labels are jumped to.
    if (/^(preproc|labeled|case_|switch_|function_|#)/.test(context.kind(next))) return;
    if (!mentions(context, tree.start[next]!, tree.end[next]!, last)) {
      // A method of the same object may set its field, and so may a function that is given it.
      const base = /^(\$?\w+)(?:\.|->)/.exec(test.name)?.[1]?.replace('$', '\\$');
      if (
        base !== undefined &&
        new RegExp(`(?<![\\w$.>])${base}(\\.|->)\\w+\\(|[(,]\\s*&?${base}\\s*[,)]`).test(context.text(next))
      )
        return;
      continue;
    }
    // Asked again: what is inside runs only if it is there.
    if (
      /^if/.test(context.kind(next)) &&
      mentions(context, tree.start[next]!, tree.start[context.field(next, 'consequence')] ?? 0, last)
    )
      return;
    const use = reachesInto(next, test.name, context);
    if (use >= 0) reportUse(use, test.name, condition, 'what is left after the test', context);
    return;
  }
}

export const nullRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'null-dereferenced',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'python', 'java', 'go', 'csharp', 'php', 'ruby', ...cAndCpp],
    title: 'Reached into what was just found to be nothing',
    rationale:
      'The test says that the value is null and the code uses it all the same: it fails every time it gets here.',
    cwe: 476,
    remediationMinutes: 10,
    skipTests: true,
    kinds: [
      'if_statement',
      'if',
      'elif_clause',
      'else_if_clause',
      'unless',
      'binary_expression',
      'boolean_operator',
      'binary',
    ],
    check(node, context) {
      const kind = context.kind(node);
      if (kind === 'binary_expression' || kind === 'boolean_operator' || kind === 'binary') {
        const operator = operatorOf(node, context);
        const isAnd = operator === '&&' || operator === 'and';
        if (!isAnd && operator !== '||' && operator !== 'or') return;
        const [left, right] = sides(node, context);
        const test = testOf(left, context, /^(js|python|ruby|c)$/.test(context.family));
        // `x == null && x.y`, `x != null || x.y`
        if (test === null || test.isNothing !== isAnd || isExplained(left, context)) return;
        if (context.kind(bare(left, context)) === 'unary_expression' && !isAnd) return;
        if (!mentionsPlace(right, test.name, context)) return;
        const use = reachesInto(right, test.name, context);
        if (use >= 0)
          reportUse(
            use,
            test.name,
            left,
            isAnd ? 'the other half holds only then' : 'the other half decides otherwise',
            context,
          );
        return;
      }
      const condition = context.field(node, 'condition');
      const test = testOf(condition, context);
      if (test === null || !isFirstTest(node, context)) return;
      checkAfterGuard(node, test, context);
      const isUnless = kind === 'unless';
      const body =
        context.field(node, 'consequence') >= 0
          ? context.field(node, 'consequence')
          : context.field(node, 'body');
      const nothingBranch = test.isNothing !== isUnless ? body : context.field(node, 'alternative');
      if (nothingBranch < 0 || isExplained(condition, context)) return;
      // An `else if` has tests of its own.
      if (
        !test.isNothing &&
        /^(if_statement|elif_clause|else_if_clause|elsif|if)$/.test(context.kind(nothingBranch))
      )
        return;
      if (
        !test.isNothing &&
        context.children(nothingBranch).some((each) => /^(if_statement|if)$/.test(context.kind(each)))
      )
        return;
      if (!mentionsPlace(nothingBranch, test.name, context)) return;
      const use = reachesInto(nothingBranch, test.name, context);
      // A C++ pointer that is filled in between.
      if (
        use >= 0 &&
        context.language === 'cpp' &&
        /\.\s*(reset|swap|emplace)\s*\(/.test(
          context.source.slice(context.tree.start[nothingBranch], context.tree.start[use]),
        )
      )
        return;
      if (use >= 0) reportUse(use, test.name, condition, 'the test', context);
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function f(user) {\n  if (!user) {\n    return user.name;\n  }\n}',
        line: 3,
      },
      {
        language: 'typescript',
        code: 'function f(a: A | null) {\n  return a == null && a.length > 0;\n}',
        line: 2,
      },
      { language: 'python', code: 'def f(x):\n    if x is None:\n        return x.name', line: 3 },
      { language: 'python', code: 'def f(x):\n    return x is None and x.name', line: 2 },
      {
        language: 'java',
        code: 'class A { int f(String s) {\n  if (s != null || s.length() > 0) return 1;\n  return 0;\n} }',
        line: 2,
      },
      {
        language: 'go',
        code: 'package a\nfunc f(p *T) int {\n\tif p == nil {\n\t\treturn p.n\n\t}\n\treturn 0\n}',
        line: 4,
      },
      {
        language: 'c',
        code: 'int f(struct s *p) {\n  if (p == NULL)\n    return p->x;\n  return 0;\n}',
        line: 3,
      },
      {
        language: 'csharp',
        code: 'class A { int F(string s) {\n  if (s == null) { return s.Length; }\n  return 0;\n} }',
        line: 2,
      },
      {
        language: 'java',
        code: 'class A { int f(String s) {\n  if (s != null) return 0;\n  return s.length();\n} }',
        line: 3,
      },
      { language: 'javascript', code: 'function f(a) {\n  return a || a.b;\n}', line: 2 },
      { language: 'python', code: 'def f(self):\n    return self.a is not None or self.a.run()', line: 2 },
      { language: 'php', code: '<?php\nif ($a === null) {\n  $a->run();\n}', line: 3 },
      { language: 'ruby', code: 'def f(a)\n  if a.nil?\n    a.run\n  end\nend', line: 3 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'function f(a, b) { if (!a) { a = {}; a.x = 1; } if (a == null) return b.x; if (a !== null) { a.x(); } else { a?.x(); } return a && a.x || !b || b.x; }',
      },
      {
        language: 'javascript',
        code: 'function f(a) { if (a === null) { a = g(); } return a === null || a.x; }',
      },
      {
        language: 'python',
        code: 'def f(x, y):\n    if x is None:\n        x = g()\n        x.run()\n    if not y:\n        y.append(1)\n    return x is None or x.name',
      },
      {
        language: 'c',
        code: 'int f(struct s *p) { if (!p) return 1; if (p == NULL || p->x) return 2; return p->x; }',
      },
      {
        language: 'java',
        code: 'class A { B get() { if (b == null) { setB(new B()); try { b.load(); } catch (E e) { b.drop(); } } return b; } }',
      },
      {
        language: 'python',
        code: 'def f(self, topic=None):\n    if topic is not None:\n        return 1\n    else:\n        return {n: tuple(topic.events) for n, topic in self.topics.items()}',
      },
      {
        language: 'cpp',
        code: 'void f(A *item) { if (!item) { int i = 0; A *item = new A(); item->page = i; } }',
      },
      {
        language: 'go',
        code: 'package a\nfunc f(e *E) int {\n\tif e.cached != nil {\n\t\treturn 1\n\t}\n\tm, err := e.load()\n\tif err != nil {\n\t\treturn m\n\t}\n\treturn e.cached.n\n}',
      },
      {
        language: 'go',
        code: 'package a\nfunc f(p *T) { if p == nil { p = g(); p.x() }; if p != nil && p.x { } }',
      },
    ],
  }),
];

/** Whether nothing has been asked of the name before, in the same chain. */
function isFirstTest(node: NodeIndex, context: RuleContext): boolean {
  return context.field(node, 'initializer') < 0;
}

/** Whether somebody explains the odd test beside it. */
function isExplained(node: NodeIndex, context: RuleContext): boolean {
  return context.hasComment(node);
}
