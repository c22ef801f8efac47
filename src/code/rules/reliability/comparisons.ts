import { nanTest, oneSide, strictEquality } from '../../fixes/comparisons.ts';
import { withoutSelfAssignment } from '../../fixes/statements.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, everyLanguage, js } from '../languages.ts';
import { definitionsOf } from '../reading/constants.ts';
import { isCondition, isPure, isRepeatable, operatorOf, sides } from '../reading/expressions.ts';
import { isNeverNaN } from '../reading/never-nan.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const binaryKinds = [
  'binary_expression',
  'binary_operator',
  'binary',
  'boolean_operator',
  'comparison_operator',
];

/** Whether a field has the name of a parameter of its constructor: `this.value = this.value` was to take that. */
function isNamedLikeParameter(left: number, owner: number, context: RuleContext): boolean {
  const field = /^this\.(\w+)$/.exec(context.text(left))?.[1];
  if (field === undefined || context.functionName(owner) !== 'constructor') return false;
  return context
    .children(context.field(owner, 'parameters'))
    .some((each) => /^\w+/.exec(context.text(each))?.[0] === field);
}

/** Python: whether a field of this object is one that only a base class sets, where it may be a property: `self.authkey = self.authkey`. */
function isInherited(left: number, owner: number, context: RuleContext): boolean {
  const field = /^self\.(\w+)$/.exec(context.text(left))?.[1];
  if (field === undefined || isNamedLikeParameter(left, owner, context)) return false;
  const own = context.source.match(new RegExp(`\\bself\\.${field}\\s*=(?!=)|\\bdef\\s+${field}\\b`, 'g'));
  return own?.length === 1 && context.says(/^\s*class\s+\w+\((?!object\))[\w.]/m);
}

export const comparisonRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'same-on-both-sides',
    category: 'reliability',
    severity: 'medium',
    languages: everyLanguage,
    title: 'Both sides of an operator are the same',
    rationale: 'The result is known beforehand; most likely one side was meant to be something else.',
    cwe: 570,
    remediationMinutes: 10,
    skipTests: true,
    kinds: binaryKinds,
    check(node, context) {
      const [left, right] = sides(node, context);
      if (left < 0 || right < 0) return;
      const { tree } = context;
      // Assembly in a header looks like nothing in particular.
      if (context.family === 'c' && context.enclosingFunction(node) < 0) return;
      // `or ecx, ecx` inside of a function is assembly as well.
      if (context.family === 'c' && /^(and|or)$/.test(operatorOf(node, context))) return;
      const width = tree.end[left]! - tree.start[left]!;
      if (width !== tree.end[right]! - tree.start[right]! || width > 200) return;
      const operator = operatorOf(node, context);
      if (!/^(={2,3}|!={1,2}|<=?|>=?|&&|\|\||and|or|-|\/|%|&|\||is|is not)$/.test(operator)) return;
      if (
        context.text(left) !== context.text(right) ||
        context.isConstant(left) ||
        !(
          isPure(left, context) ||
          (context.family === 'ruby' && isReader(left, context)) ||
          (/^(&&|\|\||and|or)$/.test(operator) && isRepeatable(left, context))
        )
      )
        return;
      // How C++ libraries declare operators for other languages: `.def(self == self)`.
      if (context.language === 'cpp' && /^(\w+::)*self$/.test(context.text(left))) return;
      // `x and x or y` was Python's conditional, and `x - x === 0` asks whether x is finite.
      let around = context.parent(node);
      while (context.kind(around) === 'parenthesized_expression') around = context.parent(around);
      // `hash & hash` makes a whole number of 32 bits.
      if (context.family === 'js' && /^[&|]$/.test(operator)) return;
      if (/^(and|&&)$/.test(operator) && /^(or|\|\|)$/.test(operatorOf(around, context))) return;
      if (operator === '-' && /^[!=]==?$/.test(operatorOf(around, context))) return;
      const isEquality = /^[!=]={1,2}$/.test(operator);
      // What is asserted so is no NaN.
      if (
        isEquality &&
        context.family === 'c' &&
        /^assert\w*\b/i.test(context.text(context.parent(context.parent(node))))
      )
        return;
      const isName = /^(identifier|variable_name)$/.test(context.kind(left));
      const isSure =
        isName &&
        (/^err/.test(context.text(left)) ||
          isKeyBeside(node, context.text(left), context) ||
          isNeverNaN(left, context));
      // x !== x is how one asks for NaN: it is silent as a value, and named for what it is in a condition.
      if (mentionsNaN(node, context) || (isEquality && operator.startsWith('!') && isName && !isSure)) return;
      if (
        isEquality &&
        operator.startsWith('!') &&
        !isName &&
        /value|num|\bx\b|\by\b|\[|result|duration|time/i.test(context.text(left))
      )
        return;
      if (isEquality && isName && !isSure && !isCondition(node, context)) return;
      context.report(node, {
        ...oneSide(node, context),
        severity: isEquality && isName && !isSure ? 'low' : 'medium',
        message: `\`${context.short(left, 40)}\` stands on both sides of \`${operator}\`: the result does not depend on it${isEquality && !isSure ? ', NaN apart' : ''}.`,
        suggestion:
          isEquality && context.family === 'js' && isName && !isSure
            ? `Compare with what was meant, or say !Number.isNaN(${context.text(left)}).`
            : 'Compare with what was meant, or drop the comparison.',
      });
    },
    wrong: [
      { language: 'javascript', code: 'if (a.length === a.length) f();' },
      { language: 'python', code: 'if user.id == user.id:\n    f()' },
      {
        language: 'python',
        code: 'if user.active and user.active:\n    f()',
        fixed: 'if user.active:\n    f()',
      },
      { language: 'java', code: 'class A { boolean f(int a, int b) { return a > 0 && b > b; } }' },
      { language: 'go', code: 'package a\nfunc f(a, b int) { if a == a || b > 1 { g() } }', line: 2 },
      { language: 'c', code: 'int f(struct p *a) { return a->x - a->x; }' },
      { language: 'javascript', code: 'if (key !== key || a[key] !== b[key]) f();' },
      { language: 'javascript', code: 'if (destKey !== destKey) f();' },
      { language: 'java', code: 'class A { boolean f(String s) { return s == s; } }' },
      {
        language: 'java',
        code: 'class A<K, V> { boolean f(K key, V old, V now) { return old == old && now == null; } }',
      },
      { language: 'c', code: 'int f(size_t n) { if (n != n) return 1; return 0; }' },
      { language: 'ruby', code: 'f if p.cpu == p.cpu' },
      {
        language: 'python',
        code: 'def f(a) -> Any:\n    kind = default.unannotated\n    if isinstance(a, B) and isinstance(a, B):\n        g(kind)',
        line: 3,
      },
    ],
    right: [
      {
        language: 'cpp',
        code: 'void f(A &a) { class_<A>("A").def(self == self).def(self < self); assert(a.x == a.x); }',
      },
      {
        language: 'javascript',
        code: 'if (x !== x) isNaN(); if (next() === next()) f(); const y = 1 << 1; const z = x * x; const w = x + x;',
      },
      {
        language: 'javascript',
        code: 'if ((this.a - this.a) === 0) f(); hash = hash & hash; if (x !== x || list[0] === x) f(); function g(nan) { return h(nan) !== h(nan); }',
      },
      { language: 'python', code: 'if a == b and c == d:\n    f()\nassert 1 == 1' },
      {
        language: 'c',
        code: 'int f(int a) { return a + a; }\nint g(double a) { if (a != a) return 1; return 0; }',
      },
      {
        language: 'java',
        code: 'class A { boolean f(double s) { if (s != s) return true; return false; } }',
      },
      { language: 'cpp', code: 'int f(int a) { __asm { or ecx, ecx } return a; }' },
    ],
  }),
  defineRule({
    id: 'assigned-to-itself',
    category: 'reliability',
    severity: 'medium',
    languages: everyLanguage,
    title: 'A variable assigned to itself',
    rationale: 'It does nothing; a different name was meant, or a field (`this.x = x`).',
    cwe: 1164,
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['assignment_expression', 'assignment', 'assignment_statement'],
    check(node, context) {
      const left = context.field(node, 'left');
      const right = context.field(node, 'right');
      if (left < 0 || right < 0 || operatorOf(node, context) !== '=') return;
      if (context.text(left) !== context.text(right) || !isPure(left, context)) return;
      // At class or module level a name is brought in from outside so; C does it to silence a warning.
      const owner = context.enclosingFunction(node);
      if (owner < 0 || (context.family === 'c' && context.kind(left) === 'identifier')) return;
      // A property may do more than keep what it is given; a comment in front or behind says so.
      const before = context.source.slice(
        Math.max(0, context.tree.start[node]! - 160),
        context.tree.start[node],
      );
      const behind = context.source.slice(context.tree.end[node], context.tree.end[node]! + 160);
      if (
        context.kind(left) === 'attribute' &&
        (/#[^\n]*\n\s*$/.test(before) || /^[ \t]*#[^\n]*\w/.test(behind))
      )
        return;
      if (context.ancestor(node, classBodies) > owner) return;
      if (context.family === 'python' && isInherited(left, owner, context)) return;
      // `new Point { X = X }` sets the new object's field from this one's.
      if (context.family === 'csharp' && /initializer/.test(context.kind(context.parent(node)))) return;
      if (
        /export|module\.exports/.test(context.text(left)) ||
        (context.family === 'ruby' && !context.text(left).startsWith('@'))
      )
        return;
      // Setters and layout: reading and writing back is an effect for element properties.
      if (
        context.family === 'js' &&
        !isNamedLikeParameter(left, owner, context) &&
        /\.(scrollTop|href|src|value|display|innerHTML|className|selected|hash|length|offsetWidth|location|__proto__|contentEditable|checked)$/.test(
          context.text(left),
        )
      )
        return;
      context.report(node, {
        ...withoutSelfAssignment(node, context),
        message: `\`${context.short(node, 60)}\` changes nothing.`,
        suggestion:
          context.kind(left) === 'identifier'
            ? `If a field was meant: ${context.family === 'python' ? 'self' : 'this'}.${context.text(left)} = ${context.text(right)}`
            : 'Remove it, or assign what was meant.',
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A { int x; A(int x) { x = x; } }',
        fixed: 'class A { int x; A(int x) { this.x = x; } }',
      },
      {
        language: 'javascript',
        code: 'function f(user) { user.name = user.name; }',
        fixed: 'function f(user) { }',
      },
      {
        language: 'python',
        code: 'def f(self, name):\n    name = name',
        line: 2,
        fixed: 'def f(self, name):\n    pass',
      },
      {
        language: 'csharp',
        code: 'class A { int x; void F(int x) { x = x; } }',
        fixed: 'class A { int x; void F(int x) { this.x = x; } }',
      },
    ],
    right: [
      { language: 'java', code: 'class A { int x; A(int x) { this.x = x; } }' },
      { language: 'python', code: 'class A:\n    name = name\nmodule = module' },
      {
        language: 'python',
        code: 'class A:\n    def f(self, value):\n        self.defaults = value\n        self.columns = self.columns  # normalize again',
      },
      { language: 'go', code: 'package a\nfunc f(xs []int) { for _, x := range xs { x := x; go g(x) } }' },
      { language: 'javascript', code: 'function f(e) { e.scrollTop = e.scrollTop; a += a; }' },
    ],
  }),
  defineRule({
    id: 'loose-equality',
    category: 'reliability',
    severity: 'low',
    languages: js,
    title: 'Comparison that converts types',
    rationale: '`==` turns "" and "0" and [] into numbers: 0 == "" is true, null == 0 is false.',
    cwe: 1025,
    remediationMinutes: 2,
    skipTests: true,
    kinds: ['binary_expression'],
    check(node, context) {
      const operator = operatorOf(node, context);
      if (operator !== '==' && operator !== '!=') return;
      const [left, right] = sides(node, context);
      const kinds = [context.kind(left), context.kind(right)];
      // == null asks for null and undefined at once; typeof gives a string; two literals are compared by nobody.
      const literal = kinds.find((kind) => /^(number|string|true|false)$/.test(kind));
      if (literal === undefined || kinds.some((kind) => /^(null|undefined)$/.test(kind))) return;
      if (
        [left, right].some(
          (side) =>
            /^typeof\b/.test(context.text(side)) ||
            isTypeName(side, context) ||
            /\.(length|nodeType|nodeName|tagName|charAt\(.*\)|charCodeAt\(.*\)|toLowerCase\(\)|indexOf\(.*\)|type|name)$/.test(
              context.short(side, 200),
            ),
        )
      )
        return;
      context.report(node, {
        ...strictEquality(node, context),
        message: `\`${context.short(node, 60)}\` converts before it compares${literal === 'number' ? ': "" and "0" count as 0' : literal === 'string' ? ': numbers and arrays may equal a string' : ': 1, "1" and true are alike'}.`,
        suggestion: `${context.short(left, 40)} ${operator}= ${context.short(right, 40)}`,
      });
    },
    wrong: [
      { language: 'javascript', code: 'if (count == 0) f();', fixed: 'if (count === 0) f();' },
      { language: 'typescript', code: 'const a = flag != true;', fixed: 'const a = flag !== true;' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'if (x == null || y != undefined || typeof z == "string" || a === 0 || a == b || list.length == 0) f();',
      },
    ],
  }),
  defineRule({
    id: 'float-equality',
    category: 'reliability',
    severity: 'low',
    languages: everyLanguage,
    title: 'Computed fraction compared for equality',
    rationale: 'No binary float equals this decimal: 0.1 + 0.2 == 0.3 is false.',
    cwe: 1077,
    source: 'Goldberg, What Every Computer Scientist Should Know About Floating-Point Arithmetic, 1991',
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['binary_expression', 'comparison_operator', 'binary'],
    check(node, context) {
      if (!/^[!=]==?$/.test(operatorOf(node, context))) return;
      const [left, right] = sides(node, context);
      for (const [literal, other] of [
        [left, right],
        [right, left],
      ] as const) {
        const text = context.text(literal);
        if (!/^-?\d*\.\d+([eE][-+]?\d+)?[fFdDmM]?$/.test(text) || /[mM]$/.test(text) || isExact(text))
          continue;
        // What was only stored, never computed, compares equal to the literal it came from.
        if (
          !/[-+*/]|\bMath\.|sum|total|avg|average|mean|ratio|price|amount|rate/i.test(
            context.short(other, 200),
          )
        )
          continue;
        context.report(node, {
          message: `\`${text}\` has no exact binary form, so \`${context.short(other, 40)}\` may miss it by a rounding error.`,
          suggestion: `abs(${context.short(other, 40)} - ${text}) < tolerance`,
        });
        return;
      }
    },
    wrong: [
      { language: 'javascript', code: 'if (a + b === 0.3) f();' },
      { language: 'python', code: 'if total == 0.1:\n    f()' },
      { language: 'java', code: 'class A { boolean f(double a, double b) { return a * b == 0.7; } }' },
      { language: 'c', code: 'int f(double a) { return a / 3 == 0.1; }' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'if (a + b === 0.5 || version === 0.1 || Math.abs(a - 0.3) < 1e-9) f();',
      },
      { language: 'python', code: 'if x == 1.0 or y == 0.25:\n    f()' },
      { language: 'csharp', code: 'class A { bool F(decimal total) { return total == 0.1m; } }' },
    ],
  }),
  defineRule({
    id: 'nan-comparison',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'python', 'java', 'go', 'csharp', ...cAndCpp],
    title: 'Comparison with NaN',
    rationale: 'NaN equals nothing, itself included: the comparison always has the same result.',
    cwe: 1077,
    remediationMinutes: 5,
    needs: /nan/i,
    kinds: ['binary_expression', 'comparison_operator'],
    check(node, context) {
      if (!context.says(/nan/i) || !/^[!=]==?$/.test(operatorOf(node, context))) return;
      const [left, right] = sides(node, context);
      for (const [nan, other] of [
        [left, right],
        [right, left],
      ] as const) {
        const text = context.text(nan);
        if (
          !/^(NaN|Number\.NaN|float\(['"]nan['"]\)|math\.nan|np\.nan|numpy\.nan|Double\.NaN|Float\.NaN|double\.NaN|float\.NaN|math\.NaN\(\)|NAN)$/.test(
            text,
          ) ||
          // Java has no NAN: it is a class's own, which equals itself.
          (text === 'NAN' && context.family !== 'c')
        )
          continue;
        const value = context.short(other, 40);
        const test: Readonly<Record<string, string>> = {
          js: `Number.isNaN(${value})`,
          python: `math.isnan(${value})`,
          java: `Double.isNaN(${value})`,
          go: `math.IsNaN(${value})`,
          csharp: `double.IsNaN(${value})`,
          c: `isnan(${value})`,
        };
        context.report(node, {
          ...nanTest(node, nan, context),
          message: `\`${context.short(node, 60)}\` never depends on \`${value}\`: NaN differs from everything.`,
          suggestion: test[context.family] ?? null,
        });
        return;
      }
    },
    wrong: [
      { language: 'javascript', code: 'if (x === NaN) f();', fixed: 'if (Number.isNaN(x)) f();' },
      { language: 'python', code: 'if x == float("nan"):\n    f()' },
      {
        language: 'java',
        code: 'class A { boolean f(double x) { return x == Double.NaN; } }',
        fixed: 'class A { boolean f(double x) { return Double.isNaN(x); } }',
      },
      {
        language: 'go',
        code: 'package a\nfunc f(x float64) bool { return x == math.NaN() }',
        line: 2,
        fixed: 'package a\nfunc f(x float64) bool { return math.IsNaN(x) }',
      },
    ],
    right: [{ language: 'javascript', code: 'if (Number.isNaN(x) || y === nan) f();' }],
  }),
];

/** Whether a name holds the result of typeof, which is a string for certain. */
function isTypeName(node: number, context: RuleContext): boolean {
  if (context.kind(node) !== 'identifier') return false;
  const definitions = definitionsOf(context, node);
  return definitions.length > 0 && definitions.every((each) => /^typeof\b/.test(context.text(each.value)));
}

/** Ruby: whether an expression only reads what objects say of themselves: `p.cpu`. */
function isReader(node: number, context: RuleContext): boolean {
  return (
    /^@?\w+(\.[a-z_]+)*$/.test(context.text(node)) &&
    !/\b(next|read\w*|gets|getc|shift|pop|rand|call|succ|take|poll|now|nan|infinity)\b/.test(
      context.text(node),
    )
  );
}

/** Whether the function around a node is about NaN, so that comparing with itself is the question. */
function mentionsNaN(node: number, context: RuleContext): boolean {
  // `x - x` is no number where x is infinite.
  return /NaN|[iI]s_?[nN]an|\b_*nan|_nan\b|[fF]inite|[iI]s_?inf/.test(
    context.text(context.enclosingFunction(node)).slice(0, 3000),
  );
}

/** Whether the same condition looks something up by the name: a key that stands for a place is never NaN. */
function isKeyBeside(node: number, name: string, context: RuleContext): boolean {
  const around = context.parent(node);
  return (
    /^(&&|\|\||and|or)$/.test(operatorOf(around, context)) && context.short(around, 300).includes(`[${name}]`)
  );
}

const classBodies: ReadonlySet<string> = new Set([
  'class_body',
  'class_definition',
  'declaration_list',
  'class',
]);

/** Whether a decimal literal is exactly a binary fraction, such as 0.5 or 0.25. */
function isExact(text: string): boolean {
  const value = Number.parseFloat(text);
  return Number.isInteger(value * 1024);
}
