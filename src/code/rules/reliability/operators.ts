import { bitsFirst, quotedType, shortCircuit } from '../../fixes/operators.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, everyLanguage, js } from '../languages.ts';
import { isCondition, isPure, operatorOf, sides } from '../reading/expressions.ts';
import { bare, tight } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const comparison = /^(===?|!==?|<=?|>=?)$/;

/** Whether an expression is a comparison, a negation, or a join of such. */
function isTruth(node: number, context: RuleContext): boolean {
  const inner = bare(node, context);
  const kind = context.kind(inner);
  if (/^(binary_expression|binary|comparison_operator)$/.test(kind))
    return comparison.test(operatorOf(inner, context)) || /^(&&|\|\|)$/.test(operatorOf(inner, context));
  return (
    (/^(unary_expression|prefix_unary_expression|unary_op_expression)$/.test(kind) &&
      context.text(inner).startsWith('!')) ||
    isQuestion(inner, context)
  );
}

/** Whether a call answers yes or no by its name: `list.includes(a)`, `s.isEmpty()`, `isset($a)`. */
function isQuestion(node: number, context: RuleContext): boolean {
  if (/^instanceof_expression$/.test(context.kind(node))) return true;
  const name = context.call(node)?.name;
  return (
    name !== undefined &&
    (context.family === 'python'
      ? /^is(digit|alpha|alnum|upper|lower|space|numeric|decimal|file|dir|instance)$|^(starts|ends)with$|^hasattr$/
      : /^(is|has)[A-Z_]\w*$|^(includes|contains|Contains|equals|Equals|startsWith|endsWith|StartsWith|EndsWith|exists|Exists|isset|empty|in_array|is_\w+|Is[A-Z]\w+|Has[A-Z]\w+)$/
    ).test(name)
  );
}

/** Whether one side reads fields of what the other asks about. */
function reachesInto(right: number, left: number, context: RuleContext): boolean {
  const subject = sides(bare(left, context), context)
    .map((side) => tight(side, context))
    .find((text) => /^[\w$.>-]+$/.test(text) && !/^(null|undefined|nil|\d+)$/.test(text));
  return (
    subject !== undefined &&
    new RegExp(`(?<![\\w$.])${subject.replace(/[$.]/g, '\\$&')}(\\.|->|\\[)`).test(tight(right, context))
  );
}

/**
 * Python: whether `and` or `or` was surely meant: the value compared with before is taken into the operation (`a == 1 & b == 2`, which compares with
 * `1 & b`), or the left side asks whether what the right side reaches into is there at all.
 */
function isAndInPython(node: number, left: number, right: number, context: RuleContext): boolean {
  const up = context.parent(node);
  if (context.kind(up) === 'comparison_operator') {
    const all = context.children(up);
    return (
      all.indexOf(node) > 0 &&
      all.at(-1) !== node &&
      /^(integer|float|string|none|true|false)$/.test(context.kind(left)) &&
      /^(identifier|attribute|call|subscript)$/.test(context.kind(right))
    );
  }
  const subject = /^\(?([\w.]+) is (?:not )?None\)?$/.exec(context.text(left))?.[1];
  return (
    subject !== undefined &&
    new RegExp(`(?<![\\w.])${subject.replaceAll('.', '\\.')}[.[]`).test(context.text(right))
  );
}

export const operatorRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'bitwise-between-conditions',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, 'java', 'csharp', 'php', 'python'],
    title: 'Single & or | between conditions',
    rationale:
      'Both sides are always worked out: `x != null & x.length > 0` fails on null, where && would have stopped.',
    cwe: 768,
    unsure:
      'Python, where sets and flags have these operators, unless what stands in front is a number compared with, asks for None, or both sides are questions by their names: right in 0 of 4 findings on real code',
    source: 'SpotBugs, NS_NON_SHORT_CIRCUIT',
    remediationMinutes: 2,
    skipTests: true,
    kinds: ['binary_expression', 'binary_operator'],
    check(node, context) {
      const operator = operatorOf(node, context);
      if (operator !== '&' && operator !== '|') return;
      const [left, right] = sides(node, context);
      const isMixed =
        context.family === 'js' &&
        /^(identifier|member_expression)$/.test(context.kind(left)) &&
        (/^!/.test(context.text(right)) || isQuestion(bare(right, context), context));
      // `(x == null) | x.isEmpty()` and Python's `x & x.y`: the right side is worked out where there is nothing.
      const isGuard =
        (isTruth(left, context) && reachesInto(right, left, context)) ||
        ((isTruth(left, context) || /^(python|js)$/.test(context.family)) &&
          tight(right, context).startsWith(`${tight(left, context)}.`));
      const isSurelyMeant = context.family === 'python' && isAndInPython(node, left, right, context);
      if (!isSurelyMeant && !isMixed && !isGuard && (!isTruth(left, context) || !isTruth(right, context)))
        return;
      if (!isSurelyMeant && !isCondition(node, context)) return;
      // A name in capitals is a flag, and so is what is asked of flags.
      if (/(^|[._])(flags?|mask|bits|status|state)$/i.test(tight(left, context))) return;
      if ([left, right].some((each) => /(^|\.)[A-Z][A-Z0-9_]+$/.test(tight(each, context)))) return;
      // Between plain comparisons it is the same, and a way to save a branch.
      if (context.family !== 'js' && !isGuard && !isSurelyMeant && isPure(right, context)) return;
      context.report(node, {
        ...shortCircuit(node, context),
        // Sets and flags of Python have these operators.
        unsure:
          context.family === 'python' &&
          !isSurelyMeant &&
          !(isQuestion(left, context) && isQuestion(right, context)),
        message: `\`${context.short(node, 60)}\` works out both sides, whatever the first one says.`,
        suggestion: `${context.short(left, 40)} ${context.family === 'python' ? (operator === '&' ? 'and' : 'or') : `${operator}${operator}`} ${context.short(right, 40)}`,
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A { void f(String s) { if (s != null & s.length() > 0) g(); } }',
        fixed: 'class A { void f(String s) { if (s != null && s.length() > 0) g(); } }',
      },
      {
        language: 'javascript',
        code: 'if (a !== null & a.b > 1) f();',
        fixed: 'if (a !== null && a.b > 1) f();',
      },
      { language: 'javascript', code: 'if (cell & list.includes(cell)) f();' },
      {
        language: 'php',
        code: '<?php if (!empty($config) & is_array($config)) { f(); }',
      },
      {
        language: 'python',
        code: 'if user & user.name:\n    f()',
        unsure: true,
      },
      {
        language: 'python',
        code: 'if a == 1 & b == 2:\n    f()\nif (x is not None) & (x.size > 1):\n    f()',
        finds: 2,
        fixed: 'if a == 1 and b == 2:\n    f()\nif (x is not None) & (x.size > 1):\n    f()',
      },
      {
        language: 'csharp',
        code: 'class A { void F(string s) { if (s == null | s.Length == 0) G(); } }',
        fixed: 'class A { void F(string s) { if (s == null || s.Length == 0) G(); } }',
      },
    ],
    right: [
      { language: 'javascript', code: 'if (flags & mask && (a | b) > 0) f(); const x = (a > 1) & (b > 1);' },
      {
        language: 'python',
        code: 'if 0 < x & 0xff < 9 or x & 4 == 4:\n    f()',
      },
      {
        language: 'python',
        code: 'if peer.flags & peer.connecting or peer.flags & peer.handshake:\n    f()',
      },
    ],
  }),
  defineRule({
    id: 'bitwise-precedence',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'php', ...cAndCpp],
    title: 'Comparison inside of a bit operation',
    rationale: '`a & b == c` compares first: it means a & (b == c).',
    cwe: 783,
    source: 'SEI CERT C EXP00-C',
    remediationMinutes: 2,
    skipTests: true,
    kinds: ['binary_expression'],
    check(node, context) {
      const operator = operatorOf(node, context);
      if (!/^[&|^]$/.test(operator)) return;
      const [left, right] = sides(node, context);
      for (const [compared, other] of [
        [right, left],
        [left, right],
      ] as const) {
        // Written without parentheses, and the other side is no truth value itself.
        if (
          context.kind(compared) !== 'binary_expression' ||
          !/^[!=]==?$/.test(operatorOf(compared, context))
        )
          continue;
        if (
          isTruth(other, context) ||
          context.kind(other) === 'parenthesized_expression' ||
          !isCondition(node, context)
        )
          continue;
        // `a & (B) && c == d`, which the grammar takes for a cast.
        if (/&&|\|\|/.test(context.text(compared))) continue;
        // A cast that the grammar took for a value: `a == (type) &b`.
        if (context.kind(sides(compared, context)[1]) === 'parenthesized_expression') continue;
        // The same behind a macro: `a == Type &b`, with the sign at the name that follows it.
        if (
          compared === left &&
          operator === '&' &&
          context.family === 'c' &&
          /^[A-Z]\w*$/.test(context.text(sides(compared, context)[1])) &&
          context.kind(other) === 'identifier' &&
          context.source[context.tree.start[right]! - 1] === '&'
        )
          continue;
        if (
          !/^(identifier|variable_name|field_expression|member_expression|number|number_literal|integer|subscript_expression)$/.test(
            context.kind(other),
          )
        )
          continue;
        context.report(node, {
          ...bitsFirst(node, compared, context),
          message: `\`${context.short(compared, 40)}\` is compared before \`${operator}\` is worked out.`,
          suggestion:
            compared === right
              ? `(${context.short(left, 30)} ${operator} ${context.short(sides(compared, context)[0], 30)}) ${operatorOf(compared, context)} ${context.short(sides(compared, context)[1], 30)}`
              : 'Put the bit operation in parentheses.',
        });
        return;
      }
    },
    wrong: [
      {
        language: 'c',
        code: 'int f(int flags) { if (flags & 4 == 0) return 1; return 0; }',
        fixed: 'int f(int flags) { if ((flags & 4) == 0) return 1; return 0; }',
      },
      {
        language: 'javascript',
        code: 'if (flags & MASK === MASK) f();',
        fixed: 'if ((flags & MASK) === MASK) f();',
      },
    ],
    right: [
      {
        language: 'c',
        code: 'int f(int a, int b) { if ((a & 4) == 0) return 1; if (a == 1 | b == 2) return 2; return a & (b == 1); }',
      },
      { language: 'c', code: 'int f(union seps *at) { if (at==Ceps&tswitch) return 1; return 0; }' },
    ],
  }),
  defineRule({
    id: 'same-argument-twice',
    category: 'reliability',
    severity: 'high',
    languages: everyLanguage,
    title: 'The same value on both sides of a call that compares or copies',
    rationale: 'max(a, a) is a, and a.equals(a) is true: one of the two was meant to be something else.',
    cwe: 628,
    remediationMinutes: 5,
    skipTests: true,
    calls: [
      'max',
      'min',
      'Max',
      'Min',
      'strcmp',
      'strncmp',
      'memcmp',
      'memcpy',
      'strcpy',
      'memmove',
      'equals',
      'Equals',
      'compareTo',
      'compare',
      'isSameFile',
      'localeCompare',
      'equalsIgnoreCase',
      'eql?',
      'equal?',
      'is',
      'startsWith',
      'endsWith',
      'includes',
      'contains',
      'fmax',
      'fmin',
      'Compare',
      'isclose',
      'hypot',
      'strcasecmp',
      'compare_digest',
      'addAll',
      'removeAll',
      'containsAll',
      'retainAll',
      'putAll',
    ],
    checkCall(call, context) {
      const [first, second] = call.arguments;
      let [a, b] = [first ?? -1, second ?? -1];
      const onReceiver =
        /^(equals|Equals|compareTo|localeCompare|equalsIgnoreCase|eql\?|equal\?|startsWith|endsWith|includes|contains|addAll|removeAll|containsAll|retainAll|putAll)$/.test(
          call.name,
        );
      if (onReceiver) {
        if (call.arguments.length !== 1 || call.receiver < 0) return;
        [a, b] = [call.receiver, first ?? -1];
      } else if (call.arguments.length < 2 || call.arguments.length > 3) return;
      if (call.name === 'is' && call.path !== 'Object.is') return;
      // Comparing a key with itself asks a comparator whether it takes the key at all.
      if (/compar/i.test(context.text(call.receiver))) return;
      if (/^(max|min|Max|Min|compare|Compare|isclose)$/.test(call.name) && call.arguments.length !== 2)
        return;
      if (
        a < 0 ||
        b < 0 ||
        tight(a, context) !== tight(b, context) ||
        context.isConstant(a) ||
        !isPure(a, context)
      )
        return;
      if (
        /^(this|self|super)$/.test(context.text(a)) ||
        /^(string|number|keyword_argument|pair|block_argument|splat_argument|symbol|simple_symbol)$/.test(
          context.kind(a),
        )
      )
        return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 50)}\` takes \`${context.short(a, 30)}\` twice.`,
        suggestion: 'Name the other value that was meant.',
      });
    },
    wrong: [
      { language: 'javascript', code: 'const width = Math.max(a.width, a.width);' },
      { language: 'python', code: 'width = max(a.width, a.width)' },
      { language: 'java', code: 'class A { boolean f(String a, String b) { return a.equals(a); } }' },
      { language: 'c', code: 'int f(char *a, char *b) { return strcmp(a, a); }' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const width = Math.max(a.width, b.width); const z = Math.max(next(), next()); const y = a.includes(b); const w = Math.max(1, 1);',
      },
      {
        language: 'java',
        code: 'class A { boolean f(String a, String b) { return a.equals(b) || this.equals(this); } }',
      },
    ],
  }),
  defineRule({
    id: 'typeof-unknown',
    category: 'reliability',
    severity: 'high',
    languages: js,
    title: 'typeof compared with what it never gives',
    rationale: 'typeof gives one of eight words; any other is never equal.',
    cwe: 570,
    source: 'ESLint, valid-typeof',
    remediationMinutes: 2,
    kinds: ['unary_expression'],
    check(node, context) {
      if (!context.text(node).startsWith('typeof')) return;
      const up = context.parent(node);
      if (context.kind(up) !== 'binary_expression' || !/^[!=]==?$/.test(operatorOf(up, context))) return;
      const other = sides(up, context).find((side) => side !== node) ?? -1;
      const value = context.stringValue(other);
      const isName = /^(undefined|null)$/.test(context.text(other));
      if (
        !isName &&
        (value === null ||
          context.kind(other) !== 'string' ||
          /^(undefined|object|boolean|number|bigint|string|symbol|function|unknown)$/.test(value))
      )
        return;
      if (value === 'date' || value === 'unknown') return;
      context.report(up, {
        ...quotedType(other, context),
        message: `This comparison is always ${operatorOf(up, context).startsWith('!') ? 'true' : 'false'}: typeof gives one of eight texts, and never this.`,
        suggestion: isName
          ? `Compare with the text "${context.text(other) === 'null' ? 'object' : 'undefined'}", or the value itself with ${context.text(other)}.`
          : 'Use one of undefined, object, boolean, number, bigint, string, symbol, function.',
      });
    },
    wrong: [
      { language: 'javascript', code: 'if (typeof x === "nubmer") f();' },
      {
        language: 'javascript',
        code: 'if (typeof x === undefined) f();',
        fixed: 'if (typeof x === "undefined") f();',
      },
      { language: 'typescript', code: 'if (typeof x == "array") f();' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'if (typeof x === "number" || typeof y === typeof z || typeof w === kind) f();',
      },
    ],
  }),
  defineRule({
    id: 'compared-with-new-object',
    category: 'reliability',
    severity: 'high',
    languages: js,
    title: 'Comparison with an object that is made for it',
    rationale: '`x === []` asks whether x is this very new list: never.',
    cwe: 595,
    source: 'ESLint, no-constant-binary-expression',
    remediationMinutes: 3,
    skipTests: true,
    kinds: ['binary_expression'],
    check(node, context) {
      const operator = operatorOf(node, context);
      if (!/^[!=]==?$/.test(operator)) return;
      const made = sides(node, context).find((side) =>
        /^(array|object|new_expression|arrow_function|function_expression|class|regex)$/.test(
          context.kind(side),
        ),
      );
      if (made === undefined) return;
      // `[] == false` and its like show off conversions.
      if (operator.length === 2 && context.kind(made) === 'array') return;
      const other = sides(node, context).find((side) => side !== made) ?? -1;
      context.report(node, {
        message: `\`${context.short(node, 50)}\` is always ${operator.startsWith('!') ? 'true' : 'false'}: the ${context.kind(made).replace(/_.*/, '')} is a new one.`,
        suggestion:
          context.kind(made) === 'array'
            ? `${context.short(other, 30)}.length === 0`
            : context.kind(made) === 'object'
              ? `Object.keys(${context.short(other, 30)}).length === 0`
              : 'Compare what they hold.',
      });
    },
    wrong: [
      { language: 'javascript', code: 'if (items === []) f();' },
      { language: 'javascript', code: 'const empty = options !== {};' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'if (items.length === 0 || a === b || x === null) f(); const y = z || [];',
      },
    ],
  }),
];
