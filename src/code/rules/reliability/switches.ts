import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { everyLanguage, js } from '../languages.ts';
import { isPure, operatorOf, sides } from '../reading/expressions.ts';
import { caughtText } from '../reading/handlers.ts';
import { tight } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const switchRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'duplicate-case',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'php', 'ruby', 'python'],
    title: 'The same case twice',
    rationale: 'The second one never runs; it was meant to be another value.',
    cwe: 561,
    source: 'ESLint, no-duplicate-case',
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['switch_body', 'switch_block', 'case', 'match_statement'],
    check(node, context) {
      const seen = new Map<string, NodeIndex>();
      for (const value of caseValues(node, context)) {
        // White space counts inside a text.
        const text = /["'`/]/.test(context.text(value)) ? context.text(value) : tight(value, context);
        if (text === '_' || text === '' || !isPure(value, context)) continue;
        const before = seen.get(text);
        if (before === undefined) {
          seen.set(text, value);
          continue;
        }
        context.report(value, {
          message: `\`${context.short(value, 40)}\` already has a case on line ${context.tree.line[before]}: this one never runs.`,
          suggestion: 'Name the value that was meant, or remove the case.',
          evidence: [`first on line ${context.tree.line[before]}`],
        });
      }
    },
    wrong: [
      {
        language: 'javascript',
        code: 'switch (a) {\n  case 1: f(); break;\n  case 1: g(); break;\n}',
        line: 3,
      },
      {
        language: 'php',
        code: '<?php\nswitch ($a) {\n  case "x": f(); break;\n  case "x": g(); break;\n}',
        line: 4,
      },
      { language: 'ruby', code: 'case a\nwhen 1 then f\nwhen 2, 1 then g\nend', line: 3 },
      { language: 'python', code: 'match a:\n    case 1:\n        f()\n    case 1:\n        g()', line: 4 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'switch (a) { case 1: case 2: f(); break; case "1": g(); break; case next(): case next(): h(); }',
      },
      { language: 'ruby', code: 'case a\nwhen 1 then f\nwhen 2 then g\nend' },
      { language: 'php', code: "<?php\nswitch ($a) { case ' MP3': f(); break; case 'MP3': g(); }" },
      {
        language: 'python',
        code: 'match a:\n    case [x] if x > 1:\n        f()\n    case [x]:\n        g()\n    case _:\n        h()',
      },
    ],
  }),
  defineRule({
    id: 'defined-twice',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'python', 'ruby'],
    title: 'Two functions of the same name in the same place',
    rationale: 'The second one replaces the first, which can never be called.',
    cwe: 694,
    source: 'pyflakes F811; ESLint, no-dupe-class-members, no-func-assign',
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['class_body', 'block', 'module', 'program', 'body_statement', 'statement_block'],
    check(node, context) {
      const seen = new Map<string, NodeIndex>();
      const { family } = context;
      if (family === 'js' && context.kind(node) === 'block') return;
      for (const child of context.children(node)) {
        const named = definitionName(child, context);
        if (named === '') continue;
        const before = seen.get(named);
        seen.set(named, child);
        if (before === undefined) continue;
        const { tree } = context;
        // Something between them may use or undo the first: a condition, a property, an overload.
        const between = context.source.slice(tree.end[before], tree.start[child]);
        const plain = named.replace(/^\w+ /, '');
        // The grammar reads `!=` as `!`.
        if (family === 'ruby' && !/\w/.test(plain)) continue;
        if (
          new RegExp(`(?<![\\w$])${plain.replace(/[$?!=[\]+*/<>.^|&%~-]/g, '\\$&')}(?![\\w$])`).test(between)
        )
          continue;
        if (family === 'ruby' && /undef|remove_method|alias/.test(between)) continue;
        if (/^(pass|\.\.\.|return None)?$/.test(context.text(context.field(before, 'body')).trim())) continue;
        context.report(child, {
          message: `\`${plain}\` is already defined on line ${tree.line[before]}; this one takes its place.`,
          suggestion: 'Give one of them another name, or remove the one that is left over.',
          evidence: [`first on line ${tree.line[before]}`],
        });
      }
    },
    wrong: [
      {
        language: 'python',
        code: 'class A:\n    def f(self):\n        return 1\n    def f(self):\n        return 2',
        line: 4,
      },
      { language: 'javascript', code: 'class A {\n  f() { return 1; }\n  f() { return 2; }\n}', line: 3 },
      { language: 'javascript', code: 'function f() { return 1; }\nfunction f() { return 2; }', line: 2 },
      { language: 'ruby', code: 'class A\n  def f\n    1\n  end\n  def f\n    2\n  end\nend', line: 5 },
    ],
    right: [
      { language: 'ruby', code: 'class A\n  def !\n    b\n  end\n  def != other\n    c\n  end\nend' },
      {
        language: 'python',
        code: 'class A:\n    @property\n    def f(self):\n        return 1\n    @f.setter\n    def f(self, v):\n        self.v = v\nif a:\n    def g(): pass\nelse:\n    def g(): pass',
      },
      {
        language: 'typescript',
        code: 'function f(a: string): string;\nfunction f(a: number): number;\nfunction f(a: any): any { return a; }\nclass A { get x() { return 1; } set x(v) {} static f() {} f() {} }',
      },
      { language: 'ruby', code: 'class A\n  def f\n    1\n  end\n  def self.f\n    2\n  end\nend' },
    ],
  }),
  defineRule({
    id: 'handler-never-reached',
    category: 'reliability',
    severity: 'high',
    languages: ['python', 'ruby', 'php', 'cpp'],
    title: 'Handler behind one that catches everything',
    rationale: 'The first handler that fits takes the error; a broader one in front takes them all.',
    cwe: 561,
    source: 'pylint, bad-except-order',
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['try_statement', 'begin', 'body_statement'],
    check(node, context) {
      const handlers = context
        .children(node)
        .filter((each) => /^(except_clause|rescue|catch_clause)$/.test(context.kind(each)));
      if (handlers.length < 2) return;
      let broad = -1;
      for (const handler of handlers) {
        const caught = caughtText(handler, context)
          .replace(/ as \w+$/, '')
          .trim();
        if (broad >= 0) {
          const wider = caughtText(broad, context)
            .replace(/ as \w+$/, '')
            .trim();
          // KeyboardInterrupt and its like are no Exception; Interrupt is no StandardError.
          if (isOutside(caught, wider, context)) continue;
          context.report(handler, {
            message: `\`${caught === '' ? 'everything' : caught.slice(0, 50)}\` never gets here: the handler on line ${context.tree.line[broad]} catches ${wider === '' ? 'everything' : `\`${wider.slice(0, 40)}\``} before.`,
            suggestion: 'Put the narrower handler first.',
          });
          return;
        }
        if (isBroad(caught, context)) broad = handler;
      }
    },
    wrong: [
      {
        language: 'python',
        code: 'try:\n    f()\nexcept Exception:\n    g()\nexcept ValueError:\n    h()',
        line: 5,
      },
      {
        language: 'php',
        code: '<?php\ntry { f(); } catch (\\Exception $e) { g(); }\ncatch (InvalidArgumentException $e) { h(); }',
        line: 3,
      },
      {
        language: 'ruby',
        code: 'begin\n  f\nrescue StandardError\n  g\nrescue ArgumentError\n  h\nend',
        line: 5,
      },
      {
        language: 'cpp',
        code: 'void f() { try { g(); } catch (...) { h(); }\ncatch (const std::exception& e) { k(); } }',
        line: 2,
      },
    ],
    right: [
      {
        language: 'python',
        code: 'try:\n    f()\nexcept ValueError:\n    h()\nexcept Exception:\n    g()\nexcept KeyboardInterrupt:\n    raise',
      },
      {
        language: 'ruby',
        code: 'begin\n  f\nrescue ArgumentError\n  h\nrescue => e\n  g\nrescue LoadError\n  k\nend',
      },
      {
        language: 'php',
        code: '<?php\ntry { f(); } catch (\\Exception $e) { g(); } catch (\\Throwable $e) { h(); } catch (\\TypeError $e) { k(); }',
      },
    ],
  }),
  defineRule({
    id: 'literal-chain',
    category: 'refactoring',
    severity: 'low',
    languages: everyLanguage,
    title: 'A long chain that compares one thing with literals',
    rationale:
      'A table or a switch says at a glance which value leads where, and is hard to get out of step.',
    cwe: 1121,
    source: 'Fowler, Refactoring, 2018, "Repeated Switches", "Primitive Obsession"',
    remediationMinutes: 20,
    skipTests: true,
    kinds: ['if_statement', 'if', 'if_expression'],
    check(node, context) {
      const { tree } = context;
      if (
        tree.fields[tree.field[node]!] === 'alternative' ||
        /^(else_clause|else)$/.test(context.kind(context.parent(node)))
      )
        return;
      let subject = '';
      let links = 0;
      let each = node;
      while (each >= 0 && links < 60) {
        const condition = context.field(each, 'condition');
        const compared = comparedWithLiteral(condition, context);
        if (compared === null || (subject !== '' && compared !== subject)) break;
        subject = compared;
        links += 1;
        each = nextLink(each, context);
        if (context.family === 'python' && each >= 0) {
          // Python's branches are siblings.
          const clauses = context.children(node).filter((child) => context.kind(child) === 'elif_clause');
          for (const clause of clauses) {
            if (comparedWithLiteral(context.field(clause, 'condition'), context) !== subject) break;
            links += 1;
          }
          break;
        }
      }
      if (links < longestChain) return;
      context.report(node, {
        message: `${links} branches compare \`${subject.slice(0, 40)}\` with a literal each.`,
        suggestion: 'Look the value up in a table from literal to what is to be done, or use a switch.',
        evidence: [`${links} branches, limit ${longestChain - 1}`],
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: `function f(a) {\n  ${Array.from({ length: 10 }, (_, i) => `if (a === "k${i}") g${i}();`).join(' else ')}\n}`,
        line: 2,
      },
      {
        language: 'python',
        code: `def f(a):\n${Array.from({ length: 10 }, (_, i) => `    ${i === 0 ? 'if' : 'elif'} a == "k${i}":\n        g(${i})\n`).join('')}`,
        line: 2,
      },
      {
        language: 'c',
        code: `void f(int a) {\n  ${Array.from({ length: 10 }, (_, i) => `if (a == ${i}) g(${i});`).join(' else ')}\n}`,
        line: 2,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'function f(a, b) { if (a === 1) g(); else if (a === 2) h(); else if (b === 3) k(); else if (a > 4) m(); }',
      },
    ],
  }),
];

/** As many branches on one value as this are a table. */
const longestChain = 9;

/** What a condition compares with a literal for equality, or null. */
function comparedWithLiteral(condition: NodeIndex, context: RuleContext): string | null {
  let inner = condition;
  while (/^(parenthesized_expression|condition_clause|condition)$/.test(context.kind(inner)))
    inner = context.children(inner)[0] ?? -1;
  if (!/^(binary_expression|comparison_operator|binary)$/.test(context.kind(inner))) return null;
  const [left, right] = sides(inner, context);
  if (left < 0 || !/^===?$/.test(operatorOf(inner, context))) return null;
  if (!context.isLiteral(right) && !context.isString(right)) return null;
  return tight(left, context);
}

/** The `else if` of an if, or -1. */
function nextLink(node: NodeIndex, context: RuleContext): NodeIndex {
  const alternative = context.field(node, 'alternative');
  if (alternative < 0) return -1;
  if (/^(else_clause|else)$/.test(context.kind(alternative))) {
    const [only, ...more] = context.children(alternative);
    return only !== undefined &&
      more.length === 0 &&
      /^(if_statement|if|if_expression)$/.test(context.kind(only))
      ? only
      : -1;
  }
  return /^(if_statement|elif_clause|elsif|else_if_clause|if_expression)$/.test(context.kind(alternative))
    ? alternative
    : -1;
}

/** The values of a switch's cases. */
function caseValues(node: NodeIndex, context: RuleContext): NodeIndex[] {
  const { family } = context;
  const values: NodeIndex[] = [];
  if (family === 'ruby') {
    if (context.kind(node) !== 'case') return values;
    for (const when of context.children(node)) {
      if (context.kind(when) !== 'when') continue;
      for (const pattern of context.children(when))
        if (context.kind(pattern) === 'pattern') values.push(context.children(pattern)[0] ?? -1);
    }
    return values.filter((value) => value >= 0 && context.kind(value) !== 'splat_argument');
  }
  if (family === 'python') {
    if (context.kind(node) !== 'match_statement') return values;
    for (const clause of context.children(context.field(node, 'body'))) {
      if (context.kind(clause) !== 'case_clause' || context.field(clause, 'guard') >= 0) continue;
      const patterns = context.children(clause).filter((each) => context.kind(each) === 'case_pattern');
      if (patterns.length === 1) values.push(patterns[0]!);
    }
    return values;
  }
  for (const each of context.children(node)) {
    if (!/^(switch_case|case_statement)$/.test(context.kind(each))) continue;
    const value = context.field(each, 'value');
    if (value >= 0) values.push(value);
  }
  return values;
}

/** The name of a plain function or method, with what tells it from others of its name; the empty string for anything else. */
function definitionName(node: NodeIndex, context: RuleContext): string {
  const kind = context.kind(node);
  switch (context.family) {
    case 'python':
      // A decorated one registers, overloads or replaces on purpose.
      return kind === 'function_definition' && context.kind(context.parent(node)) !== 'if_statement'
        ? `def ${context.text(context.field(node, 'name'))}`
        : '';
    case 'ruby':
      if (kind === 'method') return `def ${context.text(context.field(node, 'name'))}`;
      return kind === 'singleton_method' && context.text(context.field(node, 'object')) === 'self'
        ? `${context.text(context.field(node, 'object'))} ${context.text(context.field(node, 'name'))}`
        : '';
    default: {
      if (kind === 'function_declaration') return `function ${context.text(context.field(node, 'name'))}`;
      if (kind !== 'method_definition' || context.field(node, 'body') < 0) return '';
      const header = context.source.slice(
        context.tree.start[node],
        context.tree.start[context.field(node, 'name')],
      );
      const name = context.text(context.field(node, 'name'));
      if (/^[['"]/.test(name)) return '';
      return `${/\bstatic\b/.test(header) ? 'static' : 'own'}${/\b(get|set)\s*$/.exec(header)?.[1] ?? ''} ${name}`;
    }
  }
}

function isBroad(caught: string, context: RuleContext): boolean {
  switch (context.family) {
    case 'python':
      return /^(Exception|BaseException)$/.test(caught);
    case 'ruby':
      return /^(StandardError|Exception|)$/.test(caught);
    case 'php':
      return /^\\?(Exception|Throwable)$/.test(caught);
    default:
      return caught === '';
  }
}

/** Whether the broader handler lets this error through. */
function isOutside(caught: string, wider: string, context: RuleContext): boolean {
  switch (context.family) {
    case 'python':
      return (
        caught === '' ||
        caught === 'BaseException' ||
        (wider === 'Exception' &&
          (!/Error|Exception|StopIteration|Warning/.test(caught) ||
            /Cancel|BaseException|Interrupt|Exit|Greenlet|Timeout/.test(caught)))
      );
    case 'ruby':
      return (
        wider !== 'Exception' &&
        (caught === 'Exception' ||
          !/^(ArgumentError|TypeError|NameError|NoMethodError|RuntimeError|IOError|EOFError|KeyError|IndexError|RangeError|ZeroDivisionError|StandardError|StopIteration|RegexpError|FiberError|ThreadError)$/.test(
            caught,
          ))
      );
    case 'php':
      return /Throwable$/.test(caught) || (/Exception$/.test(wider) && !/Exception$/.test(caught));
    default:
      return false;
  }
}
