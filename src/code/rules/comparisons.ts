import type { RuleContext } from './context.ts';
import { cAndCpp, everyLanguage, js } from './languages.ts';
import { defineRule, type RuleDeclaration } from './rule.ts';

/** The operator between the two sides of a binary expression, as written. */
export function operatorOf(node: number, context: RuleContext): string {
  const left = context.field(node, 'left');
  const right = context.field(node, 'right');
  if (left < 0 || right < 0) {
    const [first, second] = context.children(node);
    if (first === undefined || second === undefined) return '';
    return context.source.slice(context.tree.end[first], context.tree.start[second]).trim();
  }
  return context.source.slice(context.tree.end[left], context.tree.start[right]).replace(/\/\*[\s\S]*?\*\/|\/\/.*|#.*/g, '').trim();
}

function sides(node: number, context: RuleContext): [left: number, right: number] {
  const left = context.field(node, 'left');
  if (left >= 0) return [left, context.field(node, 'right')];
  const children = context.children(node);
  return children.length === 2 ? [children[0]!, children[1]!] : [-1, -1];
}

/** Whether evaluating the expression twice gives the same: no calls, no updates, no macros. */
export function isPure(node: number, context: RuleContext): boolean {
  for (const each of context.descendants(node)) {
    if (context.isCall(each)) return false;
    if (/^(update_expression|assignment|await|yield|macro_invocation|new_|augmented|preproc|await_expression|inc_statement|postfix_unary|prefix_unary_expression)/.test(context.kind(each))) return false;
  }
  return true;
}

const binaryKinds = ['binary_expression', 'binary_operator', 'binary', 'boolean_operator', 'comparison_operator'];

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
      const width = tree.end[left]! - tree.start[left]!;
      if (width !== tree.end[right]! - tree.start[right]! || width > 200) return;
      const operator = operatorOf(node, context);
      if (!/^(={2,3}|!={1,2}|<=?|>=?|&&|\|\||and|or|-|\/|%|&|\||is|is not)$/.test(operator)) return;
      if (context.text(left) !== context.text(right) || context.isConstant(left) || !isPure(left, context)) return;
      // x !== x is how one asks for NaN; types that overload operators are compared with themselves in places too.
      if (/^(={2,3}|!={1,2})$/.test(operator) && (/[nN]a[nN]/.test(context.text(context.enclosingFunction(node)).slice(0, 3000)) || operator.startsWith('!') || /^(identifier|variable_name)$/.test(context.kind(left)))) {
        if (!/^(member_expression|attribute|field_access|selector_expression|field_expression|member_access_expression)$/.test(context.kind(left)) && operator.startsWith('!')) return;
        if (/[nN]a[nN]/.test(context.text(context.enclosingFunction(node)).slice(0, 3000))) return;
      }
      context.report(node, {
        message: `\`${context.short(left, 40)}\` stands on both sides of \`${operator}\`: the result does not depend on it.`,
        suggestion: 'Compare with what was meant, or drop the comparison.',
      });
    },
    wrong: [
      { language: 'javascript', code: 'if (a.length === a.length) f();' },
      { language: 'python', code: 'if user.id == user.id:\n    f()' },
      { language: 'java', code: 'class A { boolean f(int a, int b) { return a > 0 && b > b; } }' },
      { language: 'go', code: 'package a\nfunc f(a, b int) bool { return a == a || b > 1 }', line: 2 },
      { language: 'c', code: 'int f(struct p *a) { return a->x - a->x; }' },
    ],
    right: [
      { language: 'javascript', code: 'if (x !== x) isNaN(); if (next() === next()) f(); const y = 1 << 1; const z = x * x; const w = x + x;' },
      { language: 'python', code: 'if a == b and c == d:\n    f()\nassert 1 == 1' },
      { language: 'c', code: 'int f(int a) { return a + a; }' },
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
      if (context.ancestor(node, classBodies) > owner) return;
      if (/export|module\.exports/.test(context.text(left)) || context.family === 'ruby' && !context.text(left).startsWith('@')) return;
      // Setters and layout: reading and writing back is an effect for element properties.
      if (context.family === 'js' && /\.(scrollTop|href|src|value|display|innerHTML|className|selected|hash|length|offsetWidth|location|__proto__|contentEditable|checked)$/.test(context.text(left))) return;
      context.report(node, {
        message: `\`${context.short(node, 60)}\` changes nothing.`,
        suggestion: context.kind(left) === 'identifier' ? `If a field was meant: ${context.family === 'python' ? 'self' : 'this'}.${context.text(left)} = ${context.text(right)}` : 'Remove it, or assign what was meant.',
      });
    },
    wrong: [
      { language: 'java', code: 'class A { int x; A(int x) { x = x; } }' },
      { language: 'javascript', code: 'function f(user) { user.name = user.name; }' },
      { language: 'python', code: 'def f(self, name):\n    name = name', line: 2 },
      { language: 'csharp', code: 'class A { int x; void F(int x) { x = x; } }' },
    ],
    right: [
      { language: 'java', code: 'class A { int x; A(int x) { this.x = x; } }' },
      { language: 'python', code: 'class A:\n    name = name\nmodule = module' },
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
      if ([left, right].some((side) => /^typeof\b/.test(context.text(side)) || /\.(length|nodeType|nodeName|tagName|charAt\(.*\)|charCodeAt\(.*\)|toLowerCase\(\)|indexOf\(.*\)|type|name)$/.test(context.short(side, 200)))) return;
      context.report(node, {
        message: `\`${context.short(node, 60)}\` converts before it compares${literal === 'number' ? ': "" and "0" count as 0' : literal === 'string' ? ': numbers and arrays may equal a string' : ': 1, "1" and true are alike'}.`,
        suggestion: `${context.short(left, 40)} ${operator}= ${context.short(right, 40)}`,
      });
    },
    wrong: [
      { language: 'javascript', code: 'if (count == 0) f();' },
      { language: 'typescript', code: 'const a = flag != true;' },
    ],
    right: [
      { language: 'javascript', code: 'if (x == null || y != undefined || typeof z == "string" || a === 0 || a == b || list.length == 0) f();' },
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
      for (const [literal, other] of [[left, right], [right, left]] as const) {
        const text = context.text(literal);
        if (!/^-?\d*\.\d+([eE][-+]?\d+)?[fFdDmM]?$/.test(text) || /[mM]$/.test(text) || isExact(text)) continue;
        // What was only stored, never computed, compares equal to the literal it came from.
        if (!/[-+*/]|\bMath\.|sum|total|avg|average|mean|ratio|price|amount|rate/i.test(context.short(other, 200))) continue;
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
      { language: 'javascript', code: 'if (a + b === 0.5 || version === 0.1 || Math.abs(a - 0.3) < 1e-9) f();' },
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
    kinds: ['binary_expression', 'comparison_operator'],
    check(node, context) {
      if (!/^[!=]==?$/.test(operatorOf(node, context))) return;
      const [left, right] = sides(node, context);
      for (const [nan, other] of [[left, right], [right, left]] as const) {
        const text = context.text(nan);
        if (!/^(NaN|Number\.NaN|float\(['"]nan['"]\)|math\.nan|np\.nan|numpy\.nan|Double\.NaN|Float\.NaN|double\.NaN|float\.NaN|math\.NaN\(\)|NAN)$/.test(text)) continue;
        const value = context.short(other, 40);
        const test: Readonly<Record<string, string>> = { js: `Number.isNaN(${value})`, python: `math.isnan(${value})`, java: `Double.isNaN(${value})`, go: `math.IsNaN(${value})`, csharp: `double.IsNaN(${value})`, c: `isnan(${value})` };
        context.report(node, { message: `\`${context.short(node, 60)}\` never depends on \`${value}\`: NaN differs from everything.`, suggestion: test[context.family] ?? null });
        return;
      }
    },
    wrong: [
      { language: 'javascript', code: 'if (x === NaN) f();' },
      { language: 'python', code: 'if x == float("nan"):\n    f()' },
      { language: 'java', code: 'class A { boolean f(double x) { return x == Double.NaN; } }' },
      { language: 'go', code: 'package a\nfunc f(x float64) bool { return x == math.NaN() }', line: 2 },
    ],
    right: [{ language: 'javascript', code: 'if (Number.isNaN(x) || y === nan) f();' }],
  }),
  defineRule({
    id: 'string-identity',
    category: 'reliability',
    severity: 'high',
    languages: ['java'],
    title: 'Strings compared by identity',
    rationale: '`==` asks whether two references are the same object; equal texts from input never are.',
    cwe: 597,
    remediationMinutes: 2,
    kinds: ['binary_expression'],
    check(node, context) {
      const operator = operatorOf(node, context);
      if (operator !== '==' && operator !== '!=') return;
      const [left, right] = sides(node, context);
      const [literal, other] = context.isString(left) ? [left, right] : [right, left];
      if (!context.isString(literal) || context.kind(other) === 'null_literal' || context.isString(other)) return;
      const call = `${context.text(literal)}.equals(${context.short(other, 40)})`;
      context.report(node, {
        message: `\`${context.short(node, 60)}\` compares references, not texts.`,
        suggestion: operator === '==' ? call : `!${call}`,
      });
    },
    wrong: [{ language: 'java', code: 'class A { boolean f(String s) { return s == "yes"; } }' }],
    right: [{ language: 'java', code: 'class A { boolean f(String s, char c) { return "yes".equals(s) || s == null || c == \'y\'; } }' }],
  }),
  defineRule({
    id: 'is-with-literal',
    category: 'reliability',
    severity: 'high',
    languages: ['python'],
    title: '`is` with a literal',
    rationale: 'Whether two equal strings or numbers are one object is up to the interpreter; Python 3.8 and later warn.',
    cwe: 595,
    remediationMinutes: 2,
    kinds: ['comparison_operator'],
    check(node, context) {
      const [left, right] = sides(node, context);
      if (left < 0 || right < 0 || !/^is(\s+not)?$/.test(operatorOf(node, context))) return;
      const literal = [left, right].find((side) => /^(string|integer|float|tuple|list|dictionary|concatenated_string)$/.test(context.kind(side)));
      if (literal === undefined) return;
      const not = /not/.test(operatorOf(node, context));
      context.report(node, {
        message: `\`${context.short(node, 60)}\` asks for the same object, not for an equal one.`,
        suggestion: `${context.short(left, 40)} ${not ? '!=' : '=='} ${context.short(right, 40)}`,
      });
    },
    wrong: [{ language: 'python', code: 'if name is "admin":\n    f()' }, { language: 'python', code: 'if n is not 0:\n    f()' }],
    right: [{ language: 'python', code: 'if x is None or y is True or z is other or w == "a":\n    f()' }],
  }),
  defineRule({
    id: 'constant-in-condition',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'python', 'ruby', 'php'],
    title: 'A literal as one side of `or`',
    rationale: '`x == "a" or "b"` reads as (x == "a") or "b", and "b" is always true.',
    cwe: 571,
    remediationMinutes: 5,
    skipTests: true,
    kinds: ['boolean_operator', 'binary_expression', 'binary'],
    check(node, context) {
      const operator = operatorOf(node, context);
      if (operator !== 'or' && operator !== '||') return;
      const [left, right] = sides(node, context);
      if (!context.isString(right) && !/^(number|integer)$/.test(context.kind(right))) return;
      if (/^(['"`]{2}|0)$/.test(context.text(right)) || builtFromNames(right, context)) return;
      // Only where the result is used as a condition, and the other side compares.
      if (!/^(binary_expression|comparison_operator|binary|boolean_operator)$/.test(context.kind(left)) || !/==|!=|\bin\b/.test(context.text(left))) return;
      if (!isCondition(node, context)) return;
      context.report(node, {
        message: `\`${context.short(right, 30)}\` after \`${operator}\` is always true, so the condition always holds.`,
        suggestion: context.family === 'python' ? `${context.short(context.children(left)[0] ?? left, 30)} in (${context.short(context.children(left)[1] ?? left, 30)}, ${context.short(right, 30)})` : `Repeat the comparison: ${context.short(left, 40)} ${operator} … ${context.short(right, 30)}`,
      });
    },
    wrong: [
      { language: 'python', code: 'if color == "red" or "blue":\n    f()' },
      { language: 'javascript', code: 'if (color === "red" || "blue") f();' },
    ],
    right: [
      { language: 'python', code: 'name = given or "none"\nif color == "red" or color == "blue":\n    f()' },
      { language: 'javascript', code: 'const a = b === 1 || "none"; if ((x || "y") === "y") f();' },
    ],
  }),
  defineRule({
    id: 'negated-left-side',
    category: 'reliability',
    severity: 'high',
    languages: js,
    title: 'Negation of the wrong thing',
    rationale: '`!key in object` negates key first: it asks whether "false" is in the object.',
    cwe: 783,
    remediationMinutes: 2,
    kinds: ['binary_expression'],
    check(node, context) {
      const operator = operatorOf(node, context);
      if (operator !== 'in' && operator !== 'instanceof') return;
      const left = context.field(node, 'left');
      if (context.kind(left) !== 'unary_expression' || !context.text(left).startsWith('!')) return;
      context.report(node, {
        message: `\`${context.short(node, 60)}\` negates before \`${operator}\` is asked.`,
        suggestion: `!(${context.text(left).slice(1)} ${operator} ${context.short(context.field(node, 'right'), 40)})`,
      });
    },
    wrong: [{ language: 'javascript', code: 'if (!key in object) f();' }, { language: 'typescript', code: 'if (!error instanceof TypeError) f();' }],
    right: [{ language: 'javascript', code: 'if (!(key in object) || !(e instanceof A) || key in other) f();' }],
  }),
  defineRule({
    id: 'index-as-truth',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'php'],
    title: 'A position used as yes or no',
    rationale: '-1 (not found) is true and 0 (found at the start) is false.',
    cwe: 253,
    remediationMinutes: 5,
    skipTests: true,
    calls: ['indexOf', 'findIndex', 'lastIndexOf', 'strpos', 'stripos', 'strrpos'],
    checkCall(call, context) {
      const up = context.parent(call.node);
      if (context.family === 'php') {
        const other = context.kind(up) === 'binary_expression' && /^[!=]=$/.test(operatorOf(up, context)) ? sides(up, context).find((side) => side !== call.node) : undefined;
        const comparesFalse = other !== undefined && /^(false|true)$/i.test(context.text(other));
        if (!comparesFalse && !isCondition(call.node, context)) return;
      } else if (!isCondition(call.node, context) || call.receiver < 0) return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 50)}\` is 0 when the match is at the start, which counts as false${context.family === 'js' ? ', and -1 when there is none, which counts as true' : ''}.`,
        suggestion: context.family === 'php' ? `${context.short(call.node, 50)} !== false` : `${context.short(call.node, 50).replace(/\.(last)?[iI]ndexOf\(/, '.includes(').replace('.findIndex(', '.some(')}`,
      });
    },
    wrong: [
      { language: 'javascript', code: 'if (list.indexOf(x)) f();' },
      { language: 'php', code: '<?php\nif (strpos($a, "b")) f();', line: 2 },
      { language: 'php', code: '<?php\nif (strpos($a, "b") == false) f();', line: 2 },
    ],
    right: [
      { language: 'javascript', code: 'if (list.indexOf(x) >= 0 || ~list.indexOf(y) || list.includes(z)) f(); const i = a.indexOf(b);' },
      { language: 'php', code: '<?php\nif (strpos($a, "b") !== false || strpos($a, "b") === 0) f();' },
    ],
  }),
];

const classBodies: ReadonlySet<string> = new Set(['class_body', 'class_definition', 'declaration_list', 'class']);

/** Whether the value decides an if, a loop or a conditional expression, directly or through `!`, `&&`, `||`, `and`, `or`. */
export function isCondition(node: number, context: RuleContext): boolean {
  let below = node;
  let up = context.parent(node);
  for (let depth = 0; depth < 8 && up >= 0; depth += 1) {
    const kind = context.kind(up);
    if (/^(parenthesized_expression|parenthesized_statements|boolean_operator|not_operator)$/.test(kind)) {
      below = up;
      up = context.parent(up);
      continue;
    }
    if (/^(binary_expression|binary)$/.test(kind)) {
      if (!/^(&&|\|\||and|or)$/.test(operatorOf(up, context))) return false;
      below = up;
      up = context.parent(up);
      continue;
    }
    if (/^(if_statement|while_statement|do_statement|elif_clause|if|elsif|while|unless|else_if_clause|conditional_expression|ternary_expression|conditional)$/.test(kind)) {
      const condition = context.field(up, 'condition');
      return condition >= 0 && condition === below;
    }
    return false;
  }
  return false;
}

function builtFromNames(node: number, context: RuleContext): boolean {
  return context.isString(node) && !context.isConstant(node);
}

/** Whether a decimal literal is exactly a binary fraction, such as 0.5 or 0.25. */
function isExact(text: string): boolean {
  const value = Number.parseFloat(text);
  return Number.isInteger(value * 1024);
}
