import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, js } from '../languages.ts';
import { operatorOf } from '../reading/expressions.ts';
import { mentions, nextStatement, statementOf } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

interface Store {
  name: string;
  value: NodeIndex;
  node: NodeIndex;
}

/** Statements that hold an assignment or a declarator. */
const declarations = new Set([
  'expression_statement',
  'lexical_declaration',
  'variable_declaration',
  'local_variable_declaration',
  'local_declaration_statement',
  'declaration',
  'let_declaration',
]);
const settings = new Set([
  'assignment_expression',
  'assignment',
  'assignment_statement',
  'short_var_declaration',
  'variable_declarator',
  'init_declarator',
]);

/** The one plain name that a statement sets, with what it is set to; null for any other statement. */
function storeOf(statement: NodeIndex, context: RuleContext): Store | null {
  if (statement < 0) return null;
  let node = statement;
  if (declarations.has(context.kind(node))) {
    const inner = context
      .children(node)
      .filter((each) => !/type|modifier|specifier|qualifier/.test(context.kind(each)));
    if (context.kind(node) === 'let_declaration') return null;
    if (inner.length !== 1) return null;
    node = inner[0]!;
    if (context.kind(node) === 'variable_declaration') node = context.children(node).at(-1) ?? -1;
  }
  const kind = context.kind(node);
  if (/^(assignment_expression|assignment|assignment_statement|short_var_declaration)$/.test(kind)) {
    const operator = operatorOf(node, context);
    if (operator !== '=' && operator !== ':=') return null;
    const name = context.text(context.field(node, 'left'));
    const value = context.field(node, 'right');
    return /^\$?\w+$/.test(name) ? { name, value, node: statement } : null;
  }
  if (/^(variable_declarator|init_declarator)$/.test(kind)) {
    const target =
      context.field(node, 'name') >= 0
        ? context.field(node, 'name')
        : context.field(node, 'declarator') >= 0
          ? context.field(node, 'declarator')
          : (context.children(node)[0] ?? -1);
    const name = context.text(target).replace(/^[*&]+/, '');
    const value =
      context.field(node, 'value') >= 0
        ? context.field(node, 'value')
        : (context.children(node).find((each) => each > target) ?? -1);
    return value >= 0 && /^\$?\w+$/.test(name) ? { name, value, node: statement } : null;
  }
  return null;
}

/** Values that people set first so that a name always has one. */
const initial =
  /^(null|undefined|None|nil|NULL|nullptr|0|0\.0|-1|1|""|''|\[\]|\{\}|false|False|true|True|FALSE|TRUE|\(\)|array\(\)|list\(\)|dict\(\)|set\(\))$/;

export const overwrittenRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'value-overwritten',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, 'python', 'java', 'csharp', 'php', 'ruby', 'go', ...cAndCpp],
    title: 'Value set and set again before anybody read it',
    rationale: 'The first value is lost: a line is left over, or the second name is a slip of the pen.',
    cwe: 563,
    remediationMinutes: 5,
    skipTests: true,
    kinds: [
      'assignment_expression',
      'assignment',
      'assignment_statement',
      'short_var_declaration',
      'variable_declarator',
      'init_declarator',
    ],
    check(node, context) {
      const statement = statementOf(node, context);
      if (statement < 0 || context.tree.start[statement]! + 80 < context.tree.start[node]!) return;
      // What comes next has to set the same name: its text tells at once.
      const after = nextStatement(statement, context);
      if (after < 0 || !(declarations.has(context.kind(after)) || settings.has(context.kind(after)))) return;
      const name = /^(?:(?:const|let|var|final|[\w<>[\]*]+)\s+)?[*&]?(\$?\w+)\s*:?=[^=]/.exec(
        context.source.slice(context.tree.start[statement], context.tree.start[statement]! + 80),
      )?.[1];
      if (name === undefined || !context.source.startsWith(name, context.tree.start[after])) return;
      const first = storeOf(statement, context);
      // What a C++ reference refers to is read by others.
      if (context.language === 'cpp' && /^[\w:<>\s]+&\s*\w+\s*=/.test(context.short(statement, 100))) return;
      if (first === null || first.value < 0 || initial.test(context.text(first.value).trim())) return;
      const next = nextStatement(statement, context);
      const second = storeOf(next, context);
      if (second === null || second.name !== first.name || second.value < 0) return;
      const { tree } = context;
      if (mentions(context, tree.start[second.value]!, tree.end[second.value]!, first.name)) return;
      if (context.enclosingFunction(statement) < 0 && !/^(js|php)$/.test(context.family)) return;
      // Names that say so, module-level exports, and C's ways around unused values.
      if (
        /^_|^(exports|module|unused|ignored?|dummy)/.test(first.name) ||
        /^(exports|module)\b/.test(context.text(second.value))
      )
        return;
      if (
        context.hasComment(statement) ||
        /#\s*(if|else|endif|ifdef)|\/\*|\/\//.test(
          context.source.slice(tree.end[statement], tree.start[next]),
        )
      )
        return;
      if (
        context.isConstant(first.value) &&
        context.isConstant(second.value) &&
        context.text(first.value) === context.text(second.value)
      )
        return;
      // A constant to begin with is the same habit as null.
      if (context.isConstant(first.value) && !context.isConstant(second.value)) return;
      // A setter or a proxy behind the name: what a call returns may matter by being made.
      if (context.family === 'go' && first.name === 'err') return;
      context.report(statement, {
        message: `\`${first.name}\` is set here and again on line ${tree.line[next]}, and read nowhere in between.`,
        suggestion: 'Remove the first, or give one of them the name that was meant.',
        evidence: [`set again on line ${tree.line[next]}`],
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function f(a) {\n  let x = a.first();\n  x = a.second();\n  return x;\n}',
        line: 2,
      },
      {
        language: 'python',
        code: 'def f(a):\n    width = a.width\n    width = a.height\n    return width',
        line: 2,
      },
      {
        language: 'java',
        code: 'class A { int f(B b) {\n  int x = b.one();\n  x = b.two();\n  return x;\n} }',
        line: 2,
      },
      { language: 'c', code: 'int f(int a) {\n  int x = a + 1;\n  x = a + 2;\n  return x;\n}', line: 2 },
      {
        language: 'go',
        code: 'package a\nfunc f(b B) int {\n\tx := b.one()\n\tx = b.two()\n\treturn x\n}',
        line: 3,
      },
      {
        language: 'php',
        code: '<?php\nfunction f($b) {\n  $x = $b->one();\n  $x = $b->two();\n  return $x;\n}',
        line: 3,
      },
    ],
    right: [
      { language: 'cpp', code: 'void f(std::string *p) { auto &name = *p; name = "a"; }' },
      {
        language: 'javascript',
        code: 'function f(a) { let x = null; x = a.b(); let y = a.c(); y = y.trim(); let z = a.d(); g(z); z = a.e(); return [x, y, z]; }',
      },
      {
        language: 'python',
        code: 'def f(a):\n    x = []\n    x = a.b\n    _ = a.c()\n    _ = a.d()\n    y = a.e()\n    y = g(y)\n    return x, y',
      },
    ],
  }),
  defineRule({
    id: 'go-error-overwritten',
    category: 'reliability',
    severity: 'high',
    languages: ['go'],
    title: 'Error replaced before it was looked at',
    rationale: 'The first call failed and nobody knows: its results are used, and err tells of another call.',
    cwe: 391,
    source: 'staticcheck, SA4006',
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['short_var_declaration', 'assignment_statement'],
    check(node, context) {
      const targets = context.children(context.field(node, 'left')).map((each) => context.text(each));
      const name = targets.at(-1) ?? '';
      if (!/^(err|\w+Err)$/.test(name) || context.kind(context.parent(node)) !== 'block') return;
      const values = context.children(context.field(node, 'right'));
      const value = (values.length === targets.length ? values.at(-1) : values[0]) ?? -1;
      // `error(nil)` is a beginning, not a call.
      if (context.call(value) === null || /^error\(/.test(context.text(value))) return;
      const { tree } = context;
      const block = context.parent(node);
      const owner = context.enclosingFunction(node);
      for (let next = nextStatement(node, context); next >= 0; next = nextStatement(next, context)) {
        if (!mentions(context, tree.start[next]!, tree.end[next]!, name)) {
          // A bare return gives back a named result; a label may be jumped to.
          if (
            /^(return_statement|labeled_statement|goto_statement|defer_statement)$/.test(
              context.kind(next),
            ) &&
            !/^return .*\S/.test(context.text(next))
          )
            return;
          if (context.kind(next) === 'return_statement')
            return reportLost(node, name, 'returns without it', context, owner);
          continue;
        }
        if (!/^(short_var_declaration|assignment_statement)$/.test(context.kind(next))) return;
        const left = context.field(next, 'left');
        const right = context.field(next, 'right');
        if (mentions(context, tree.start[right]!, tree.end[right]!, name)) return;
        if (!context.children(left).some((each) => context.text(each) === name)) return;
        return reportLost(node, name, `is set again on line ${tree.line[next]}`, context, owner);
      }
      if (block !== context.field(owner, 'body')) return;
    },
    wrong: [
      {
        language: 'go',
        code: 'package a\nfunc f() error {\n\tx, err := g()\n\ty, err := h(x)\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn k(y)\n}',
        line: 3,
      },
      {
        language: 'go',
        code: 'package a\nfunc f() error {\n\terr := a()\n\tif err != nil {\n\t\treturn err\n\t}\n\terr = b()\n\treturn nil\n}',
        line: 7,
      },
    ],
    right: [
      {
        language: 'go',
        code: 'package a\nfunc f() error {\n\tn, err := int(-1), error(nil)\n\tx, err := g(n)\n\tuse(x)\n\treturn err\n}',
      },
      {
        language: 'go',
        code: 'package a\nfunc f() (s string, err error) {\n\ts, err = g()\n\tif s != "" {\n\t\treturn\n\t}\n\ts, err = h()\n\treturn\n}',
      },
      {
        language: 'go',
        code: 'package a\nfunc f() (err error) {\n\tx, err := g()\n\tif err != nil {\n\t\treturn err\n\t}\n\ty, err := h(x)\n\tuse(y)\n\treturn err\n}\nfunc k() (err error) {\n\terr = g()\n\treturn\n}',
      },
    ],
  }),
];

function reportLost(
  node: NodeIndex,
  name: string,
  how: string,
  context: RuleContext,
  owner: NodeIndex,
): void {
  const { tree } = context;
  // Deferred functions and closures see the variable later.
  const body = context.source.slice(tree.start[owner], tree.end[owner]);
  if (new RegExp(`(defer|go)\\s+func[\\s\\S]*\\b${name}\\b`).test(body)) return;
  // A named result is given back by a bare return.
  const header = context.source.slice(tree.start[owner], tree.start[context.field(owner, 'body')]);
  if (
    new RegExp(`\\b${name}\\s+error\\b`).test(header) &&
    (how.startsWith('returns') ||
      /\n\s*return\s*\n/.test(context.source.slice(tree.end[node], tree.end[owner])))
  )
    return;
  // Declared outside of this function: somebody else may read it.
  const isOwn = (context.definitions().get(name) ?? []).some(
    (each) => each.scope === owner && context.kind(each.node) !== 'assignment_statement',
  );
  if (!isOwn) return;
  if (how.startsWith('returns') && context.parent(node) !== context.field(owner, 'body')) return;
  context.report(node, {
    message: `\`${name}\` of \`${context.short(context.children(context.field(node, 'right'))[0] ?? node, 50)}\` is never looked at: it ${how}.`,
    suggestion: `if ${name} != nil { return ${name} } right after the call.`,
  });
}
