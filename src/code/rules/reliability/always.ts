import { emptyTest } from '../../fixes/operators.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, everyLanguage, js } from '../languages.ts';
import { isCondition, isPure, operatorOf, sides } from '../reading/expressions.ts';
import { checkNamed, compares, comparisons } from '../reading/named-bounds.ts';
import { bare, tight } from '../reading/statements.ts';
import { isOfRecord } from '../records.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const joins = ['binary_expression', 'boolean_operator', 'binary'];

function isWholeNumber(node: number, context: RuleContext): boolean {
  const code = context.source.charCodeAt(context.tree.start[node]!);
  return (code === 45 || (code >= 48 && code <= 57)) && /^-?\d+$/.test(context.text(node));
}

/** What can't be negative: lengths and sizes, by the way each language asks for them. */
const length =
  /^\\?(?:len|strlen|sizeof|count|Count|std::size)\([^()]*(?:\([^()]*\))*[^()]*\)$|(?:\.|->)(?:length|Length|LongLength|size\(\)|length\(\)|len\(\)|Count|Count\(\)|count\(\)|size|byteLength)$/;

/** Whether a node may be one of the values that comparisons are read with, by its kind or its first character. */
function mayBeLiteral(node: number, context: RuleContext): boolean {
  if (node < 0) return false;
  if (context.isString(node) || context.kind(node).endsWith('_literal')) return true;
  const code = context.source.charCodeAt(context.tree.start[node]!);
  // A digit, a minus sign, or null, nil, None, undefined, void.
  return (
    (code >= 48 && code <= 57) || code === 45 || code === 78 || code === 110 || code === 117 || code === 118
  );
}

interface Comparison {
  subject: string;
  operator: string;
  /** The literal as written. */
  literal: string;
  /** Its value where it is a number. */
  value: number;
  /** Compared by === or !==. */
  strict: boolean;
}

const swapped: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

/** Reads `subject operator literal`, either way round; null for anything else. */
function comparisonOf(node: number, context: RuleContext): Comparison | null {
  const inner = bare(node, context);
  if (!comparisons.includes(context.kind(inner))) return null;
  const [left, right] = sides(inner, context);
  if (left < 0 || right < 0) return null;
  const operator = operatorOf(inner, context);
  if (!compares.has(operator)) return null;
  for (const [subject, literal, turned] of [
    [left, right, operator],
    [right, left, swapped[operator] ?? operator],
  ] as const) {
    if (!mayBeLiteral(literal, context)) continue;
    const text = context.text(literal);
    const isNumber = /^-?(\d[\d_]*(\.\d+)?|0[xX][\da-fA-F_]+)$/.test(text);
    const isText =
      context.isString(literal) && context.isConstant(literal) && context.children(literal).length <= 3;
    const isCharacter = /^(char_literal|character_literal|rune_literal)$/.test(context.kind(literal));
    if (!isNumber && !isText && !isCharacter && !/^(null|nil|None|NULL|nullptr|undefined|void 0)$/.test(text))
      continue;
    if (context.isLiteral(subject) || context.isString(subject) || !isPure(subject, context)) return null;
    return {
      subject: tight(subject, context),
      operator: turned.replace('===', '==').replace('!==', '!='),
      literal: text.replace(/^"(.*)"$/s, "'$1'"),
      strict: operator.length === 3,
      value: isNumber
        ? Number(text.replaceAll('_', ''))
        : isCharacter && /^'[^\\]'$/.test(text)
          ? text.charCodeAt(1)
          : Number.NaN,
    };
  }
  return null;
}

/** Whether no value satisfies both comparisons of the same subject. */
function excludes(a: Comparison, b: Comparison): boolean {
  if (a.subject !== b.subject) return false;
  if (a.operator === '==' && b.operator === '==')
    return a.literal !== b.literal && ((isPlain(a) && isPlain(b)) || (a.strict && b.strict));
  if (a.operator === '==' && b.operator === '!=') return a.literal === b.literal;
  if (a.operator === '!=' && b.operator === '==') return a.literal === b.literal;
  if (Number.isNaN(a.value) || Number.isNaN(b.value)) return false;
  const [lowA, highA] = range(a);
  const [lowB, highB] = range(b);
  if (a.operator === '!=' || b.operator === '!=') return false;
  const low = Math.max(lowA.at, lowB.at);
  const high = Math.min(highA.at, highB.at);
  if (low > high) return true;
  const open =
    [lowA, lowB].some((each) => each.at === low && each.open) ||
    [highA, highB].some((each) => each.at === high && each.open);
  return low === high && open;
}

/** Null and undefined are equal to each other in a loose comparison. */
function isPlain({ literal }: Comparison): boolean {
  return !/^(null|nil|None|NULL|nullptr|undefined)$/.test(literal);
}

interface Bound {
  at: number;
  open: boolean;
}

function range({ operator, value }: Comparison): [low: Bound, high: Bound] {
  const lowest = { at: Number.NEGATIVE_INFINITY, open: false };
  const highest = { at: Number.POSITIVE_INFINITY, open: false };
  const bound = { at: value, open: operator === '<' || operator === '>' };
  if (operator === '==') return [bound, bound];
  return operator.startsWith('<') ? [lowest, bound] : [bound, highest];
}

const opposite: Readonly<Record<string, string>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/** The operands of a chain of the same operator, outermost first. */
function operands(node: number, operator: string, context: RuleContext): number[] {
  const found: number[] = [];
  const visit = (each: number): void => {
    const inner = bare(each, context);
    if (joins.includes(context.kind(inner)) && operatorOf(inner, context) === operator && found.length < 12) {
      const [left, right] = sides(inner, context);
      visit(left);
      visit(right);
    } else {
      found.push(inner);
    }
  };
  visit(node);
  return found;
}

/** C++: whether a length is asked of a plain name that the file declares as one of the standard library's texts or lists. */
function isStandard(subject: number, context: RuleContext): boolean {
  const name = /^(\w+)(?:\.|->)(?:size|length)\(\)$/.exec(tight(subject, context))?.[1];
  return (
    name !== undefined &&
    new RegExp(
      `\\b(?:string|vector|map|set|list|deque|string_view|array|unordered_\\w+)\\b[^;(){}=]*[\\s&*>]${name}\\s*[;=,(){[]`,
    ).test(context.source)
  );
}

/** Whether a condition sets what it asks, or hands a variable of C++ to a function, which may take a reference: `in.get(c) && c == 'P' && in.get(c) && c == '1'`. */
function isSetInside(subject: string, text: string, context: RuleContext): boolean {
  if (!/^[\w$]+$/.test(subject)) return false;
  const name = `(?<![\\w$.>])${subject.replaceAll('$', '\\$')}`;
  return (
    new RegExp(`${name}\\s*=(?![=~>])|\\b(?:out|ref)\\s+${name}`).test(text) ||
    (context.language === 'cpp' && new RegExp(`\\w\\s*\\((?:[^()]*,)?\\s*${name}\\s*[,)]`).test(text))
  );
}

/** Whether a comparison stands in an assertion, which says what is always so. */
function isAsserted(node: number, context: RuleContext): boolean {
  let up = context.parent(node);
  for (let depth = 0; depth < 4 && up >= 0; depth += 1, up = context.parent(up)) {
    if (/^\s*(?:\w[\w.:]*)?assert/i.test(context.short(up, 60))) return true;
  }
  return false;
}

/** `x >= 300 || x < 400 && y`: where the second part is reached, its first question has been answered. */
function reportImplied(parts: readonly number[], context: RuleContext): void {
  for (const part of parts) {
    const outer = comparisonOf(part, context);
    if (outer === null) continue;
    const left = { ...outer, operator: opposite[outer.operator] ?? '' };
    for (const other of parts) {
      if (!joins.includes(context.kind(other)) || !/^(&&|and)$/.test(operatorOf(other, context))) continue;
      for (const each of operands(other, operatorOf(other, context), context)) {
        const inner = comparisonOf(each, context);
        if (inner === null || inner.literal === outer.literal || inner.operator === '==') continue;
        if (!excludes(left, { ...inner, operator: opposite[inner.operator] ?? '' })) continue;
        if (isSetInside(inner.subject, context.text(other), context)) continue;
        context.report(each, {
          message: `\`${context.short(each, 40)}\` is always true where it counts: \`${context.short(part, 40)}\` beside it takes care of everything else.`,
          suggestion: 'Join the two by and, or turn one of the operators.',
        });
        return;
      }
    }
  }
}

export const alwaysRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'length-never-negative',
    category: 'reliability',
    severity: 'medium',
    languages: everyLanguage,
    title: 'A length compared in a way that is always the same',
    rationale: 'Nothing has fewer than zero items: the check never holds, or always.',
    cwe: 570,
    remediationMinutes: 5,
    skipTests: true,
    kinds: comparisons,
    check(node, context) {
      const [left, right] = sides(node, context);
      if (left < 0 || right < 0) return;
      const operator = operatorOf(node, context);
      if (!compares.has(operator)) return;
      const zero = isWholeNumber(left, context) ? left : isWholeNumber(right, context) ? right : -1;
      if (zero < 0) return;
      const value = Number(context.text(zero));
      const subject = zero === left ? right : left;
      const turned = zero === left ? (swapped[operator] ?? operator) : operator;
      const never =
        (turned === '<' && value <= 0) ||
        (turned === '<=' && value < 0) ||
        (/^={2,3}$/.test(turned) && value < 0);
      const always =
        (turned === '>=' && value <= 0) ||
        (turned === '>' && value < 0) ||
        (/^!={1,2}$/.test(turned) && value < 0);
      if (!never && !always) return;
      if (!length.test(tight(subject, context))) return;
      // A class of the program's own may count from below zero; a text's or a list's own is told by its type.
      if (
        context.family === 'c' &&
        !/^(strlen|sizeof)\(/.test(tight(subject, context)) &&
        !isStandard(subject, context)
      )
        return;
      // A field of a record that is called length may well be negative; a call, or JavaScript's own, is not.
      if (
        /\.(length|size|Count|Length)$/.test(tight(subject, context)) &&
        !/^(js|java|csharp|ruby)$/.test(context.family)
      )
        return;
      if (/(\.|->)size$/.test(tight(subject, context)) && context.family !== 'js') return;
      // JavaScript's own sizes are those of maps and sets; `this.size` is anything.
      if (
        context.family === 'js' &&
        /\.size$/.test(tight(subject, context)) &&
        !/(map|set|cache|seen|visited|queue|entries|items|s)\.size$/i.test(
          tight(subject, context).replace(/^(this|self)\.size$/, ''),
        )
      )
        return;
      if (context.family === 'js' && /\.(Length|Count|LongLength)$/.test(tight(subject, context))) return;
      if (isAsserted(node, context) || isOfRecord(subject, context)) return;
      // Whether something looks like a list: `value != null && value.length >= 0`.
      if (
        always &&
        context.family === 'js' &&
        /&&/.test(context.short(context.parent(node), 200)) &&
        /!==? ?null|typeof|hasOwnProperty/.test(context.short(context.parent(context.parent(node)), 300))
      )
        return;
      context.report(node, {
        ...emptyTest(node, subject, never, context),
        message: `\`${context.short(node, 50)}\` is ${never ? 'never' : 'always'} true: a length is never below zero.`,
        suggestion: `${context.short(subject, 40)} ${never ? (context.family === 'js' ? '===' : '==') : '>'} 0`,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'if (items.length < 0) throw new Error("empty");',
        fixed: 'if (items.length === 0) throw new Error("empty");',
      },
      { language: 'python', code: 'if len(items) < 0:\n    f()', fixed: 'if len(items) == 0:\n    f()' },
      {
        language: 'java',
        code: 'class A { boolean f(List<String> a) { return a.size() >= 0; } }',
        fixed: 'class A { boolean f(List<String> a) { return a.size() > 0; } }',
      },
      {
        language: 'go',
        code: 'package a\nfunc f(a []int) bool { return len(a) < 0 }',
        line: 2,
        fixed: 'package a\nfunc f(a []int) bool { return len(a) == 0 }',
      },
      {
        language: 'c',
        code: 'int f(const char *a) { return strlen(a) < 0; }',
        fixed: 'int f(const char *a) { return strlen(a) == 0; }',
      },
      {
        language: 'csharp',
        code: 'class A { bool F(string a) { return a.Length < 0; } }',
        fixed: 'class A { bool F(string a) { return a.Length == 0; } }',
      },
      {
        language: 'php',
        code: '<?php if (count($a) < 0) { f(); }',
        fixed: '<?php if (count($a) == 0) { f(); }',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'if (a.length > 0 || b.length <= 0 || c.length === 0 || d.offset < 0) f();',
      },
      { language: 'c', code: 'int f(struct s *p) { return p->length < 0; }' },
      {
        language: 'cpp',
        code: 'void f(Item item, const std::string &s) { if (item.key().length() >= 0 && s.size() > 0) g(); }',
      },
      { language: 'go', code: 'package a\nfunc f(p *T) bool { return p.Length < 0 || len(p.x) > 0 }' },
    ],
  }),
  defineRule({
    id: 'contradicting-comparisons',
    category: 'reliability',
    severity: 'medium',
    languages: everyLanguage,
    title: 'Comparisons that no value, or every value, satisfies',
    rationale:
      '`x == 1 && x == 2` is never true and `x != 1 || x != 2` always: `and` and `or` were mixed up, or an operator is wrong.',
    cwe: 570,
    source: 'SonarSource, S2589',
    remediationMinutes: 5,
    skipTests: true,
    kinds: joins,
    check(node, context) {
      const operator = operatorOf(node, context);
      const isAnd = operator === '&&' || operator === 'and';
      if (!isAnd && operator !== '||' && operator !== 'or') return;
      // The whole chain is looked at from its outermost node.
      const up = context.parent(node);
      if (joins.includes(context.kind(up)) && operatorOf(up, context) === operator) return;
      // What one part moves on, the next one finds elsewhere.
      const whole = context.short(node, 400);
      if (/\+\+|--|[(,]\s*&\w/.test(whole)) return;
      const seen: Comparison[] = [];
      const parts = operands(node, operator, context);
      for (const each of parts) {
        const comparison = comparisonOf(each, context);
        if (comparison === null) continue;
        const turned = isAnd ? comparison : { ...comparison, operator: opposite[comparison.operator] ?? '' };
        const clash = seen.find((other) => excludes(other, turned));
        if (clash !== undefined) {
          if (isSetInside(comparison.subject, whole, context)) return;
          // `x <= 0 || x > 0` asks whether x is a number at all.
          if (!isAnd && clash.literal === turned.literal && /^[<>]/.test(clash.operator)) return;
          context.report(node, {
            message: `\`${context.short(node, 70)}\` is ${isAnd ? 'never' : 'always'} true: no value of \`${comparison.subject.slice(0, 30)}\` ${isAnd ? 'satisfies both' : 'fails both'}.`,
            suggestion: isAnd
              ? 'Join them by or, or correct one of the operators.'
              : 'Join them by and, or correct one of the operators.',
          });
          return;
        }
        seen.push(turned);
      }
      if (!checkNamed(node, parts, isAnd, context) && !isAnd) reportImplied(parts, context);
    },
    wrong: [
      { language: 'javascript', code: 'if (kind === "a" && kind === "b") f();' },
      { language: 'typescript', code: 'const bad = kind !== "a" || kind !== "b";' },
      { language: 'python', code: 'if x > 10 and x < 5:\n    f()' },
      { language: 'java', code: 'class A { boolean f(int x) { return x < 0 && x >= 10; } }' },
      { language: 'go', code: 'package a\nfunc f(x int) bool { return x != 1 || x != 2 }', line: 2 },
      {
        language: 'go',
        code: 'package a\nfunc f(a *A) bool { return a.Revision != 0 || a.Revision != s.store.Revision() }',
        line: 2,
      },
      { language: 'c', code: "int f(int c) { return c < '0' || c != 1 || c != 2; }" },
      { language: 'php', code: '<?php if ($a == 1 && $a == 2) { f(); }' },
      { language: 'typescript', code: 'if (channel !== Channels.Direct || channel !== Channels.Web) f();' },
      { language: 'javascript', code: 'if (code >= 300 || code < 400 && ok) f();' },
      { language: 'python', code: 'if pos >= part.start or pos < part.stop:\n    f()' },
      { language: 'c', code: 'int f(int eb, struct m *m) { return eb < 0 && eb >= m->eb_cnt; }' },
    ],
    right: [
      {
        language: 'cpp',
        code: "bool f(std::istream &in) { char c; return in.get(c) && (c == 'P') && in.get(c) && (c == '1'); }",
      },
      {
        language: 'c',
        code: 'int f(struct p *p, int start, int len) { uid_t u = getuid(); if (p->roots > SIZE - MIN_A || p->roots < SIZE - MAX_A) return 1; if (len < 0 && (start < 0 && start > len)) return 2; return u != 0 || u != geteuid(); }',
      },
      {
        language: 'c',
        code: "int f(char *s, char **t, int *a) { return next(s, &t, a) < 0 || *t != '-' || next(s, &t, a) < 0 || *t != ':'; }",
      },
      {
        language: 'javascript',
        code: 'if ((a === 1 || a === 2) && (b !== 1 || c !== 2) && d > 1 && d < 5 && (e < 1 || e > 3) && next() === 1 && next() === 2) f();',
      },
      { language: 'python', code: 'if x < 5 or x > 10 or y == 1 and z == 2:\n    f()' },
      {
        language: 'javascript',
        code: 'if (a == null && a !== undefined || b != null || b !== undefined) f();',
      },
      {
        language: 'typescript',
        code: 'const quiet = (h: number, from: number, to: number) => from < to ? h >= from && h < to : h >= from || h < to; if (c !== this.Old || c !== this.Young || x == null || x !== null && x.y) f();',
      },
      { language: 'c', code: 'int f(int r, int g, int b) { return r != g || r != b; }' },
      { language: 'javascript', code: 'if (state !== before || state != 4 || x <= 0 || x > 0) f();' },
      {
        language: 'rust',
        code: 'fn f(t: i64, s: &S) -> bool { t >= s.summer_end && t <= s.summer_start }',
      },
    ],
  }),
  defineRule({
    id: 'constant-condition',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, 'python', 'java', 'go', 'rust', 'csharp', 'ruby', 'php', ...cAndCpp],
    title: 'Condition that is written out as true or false',
    rationale:
      'One of the branches is dead, or a part of the condition does not count: often left from debugging.',
    cwe: 571,
    source: 'ESLint, no-constant-condition',
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['if_statement', 'if', 'if_expression', 'ternary_expression', 'elif_clause', ...joins],
    check(node, context) {
      const kind = context.kind(node);
      if (joins.includes(kind)) {
        const operator = operatorOf(node, context);
        const absorbing =
          operator === '&&' || operator === 'and'
            ? falseWord
            : operator === '||' || operator === 'or'
              ? trueWord
              : null;
        if (absorbing === null) return;
        const literal = sides(node, context).find(
          (side) => isShort(side, context) && absorbing.test(context.text(side)),
        );
        if (literal === undefined || !isCondition(node, context)) return;
        const lineEnd = context.source.indexOf('\n', context.tree.end[node]);
        if (
          context.hasComment(node) ||
          /\/\/|\/\*|#/.test(context.source.slice(context.tree.end[node], lineEnd < 0 ? undefined : lineEnd))
        )
          return;
        const fixed = absorbing === trueWord ? 'true' : 'false';
        context.report(node, {
          message: `With \`${operator} ${context.text(literal)}\` this condition is always ${fixed}.`,
          suggestion: `Remove \`${context.text(literal)}\`, or the branch that can't run.`,
        });
        return;
      }
      const condition = bare(context.field(node, 'condition'), context);
      if (!isShort(condition, context)) return;
      const text = context.text(condition);
      const isTrue = trueWord.test(text);
      if (!isTrue && !falseWord.test(text)) return;
      // C switches code off by `if (0)`, and generated or guarded code says why beside it.
      if (/^(c|go)$/.test(context.family) || context.hasComment(node)) return;
      if (context.family === 'rust' && context.field(node, 'initializer') >= 0) return;
      context.report(condition, {
        message: `This condition is always ${isTrue ? 'true' : 'false'}: ${isTrue ? 'the test does nothing' : 'what follows never runs'}.`,
        suggestion: isTrue
          ? 'Ask what was meant, or drop the if.'
          : 'Remove the code, or put the condition back.',
      });
    },
    wrong: [
      { language: 'javascript', code: 'if (true) { f(); } else { g(); }' },
      { language: 'javascript', code: 'if (ready || true) f();' },
      { language: 'python', code: 'if user.is_admin and False:\n    f()' },
      { language: 'python', code: 'if False:\n    f()' },
      { language: 'java', code: 'class A { void f() { if (true) g(); } }' },
      { language: 'go', code: 'package a\nfunc f(a bool) { if a || true { g() } }', line: 2 },
      { language: 'csharp', code: 'class A { void F() { if (false) G(); } }' },
      { language: 'ruby', code: 'if true\n  f\nend' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'while (true) { f(); }\nif (ready) f(); const a = b || true; const c = d && false;',
      },
      { language: 'python', code: 'while True:\n    f()\nif TYPE_CHECKING:\n    import a' },
      { language: 'c', code: 'void f(void) { if (0) { g(); } while (1) {} }' },
    ],
  }),
];

/** Whether a node is no longer than "false". */
function isShort(node: number, { tree }: RuleContext): boolean {
  return tree.end[node]! - tree.start[node]! <= 5;
}

const trueWord = /^(true|True|TRUE|1)$/;
const falseWord = /^(false|False|FALSE|0)$/;
