import {
  comparedWithBoth,
  equalityForIdentity,
  equalsCall,
  foundTest,
  negatedWhole,
} from '../../fixes/comparisons.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, js } from '../languages.ts';
import { isCondition, operatorOf, sides } from '../reading/expressions.ts';
import { reachingDefinitions } from '../reading/reaching.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** Java: whether two plain names are declared as texts in the function, and it asks nowhere else whether texts are equal, so that identity is no short cut. */
function areTexts(left: number, right: number, context: RuleContext): boolean {
  if (context.kind(left) !== 'identifier' || context.kind(right) !== 'identifier') return false;
  const text = context.text(context.enclosingFunction(left));
  return (
    context.text(left) !== context.text(right) &&
    [left, right].every((each) =>
      new RegExp(`[({;,]\\s*(?:final\\s+|@\\w+\\s+)*String\\s+${context.text(each)}\\s*[=,;)]`).test(text),
    ) &&
    !/equals|compare|intern\b|identity|unchanged/i.test(text)
  );
}

/** Java: whether a name holds a text that is made anew each time, which is the same object as no other. */
function isRead(node: number, context: RuleContext): boolean {
  return reachingDefinitions(context, node).some(({ value }) =>
    /^(new\s+String\b|.*\b(nextLine|readLine|readUTF|readString|String\.format)\s*\()/.test(
      context.short(value, 200),
    ),
  );
}

export const conditionRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'string-identity',
    category: 'reliability',
    severity: 'high',
    languages: ['java'],
    title: 'Strings compared by identity',
    rationale: '`==` asks whether two references are the same object; equal texts from input never are.',
    unsure:
      'two variables or parameters of which none was read or made anew right here: identity may be a short cut, and 0 of 6 findings on real code were right',
    cwe: 597,
    remediationMinutes: 2,
    kinds: ['binary_expression'],
    check(node, context) {
      const operator = operatorOf(node, context);
      if (operator !== '==' && operator !== '!=') return;
      const [left, right] = sides(node, context);
      if (areTexts(left, right, context)) {
        const equals = `Objects.equals(${context.text(left)}, ${context.text(right)})`;
        context.report(node, {
          severity: 'medium',
          unsure: ![left, right].some((each) => isRead(each, context)),
          message: `\`${context.short(node, 60)}\` compares references, not texts.`,
          suggestion: operator === '==' ? equals : `!${equals}`,
        });
        return;
      }
      const [literal, other] = context.isString(left) ? [left, right] : [right, left];
      if (!context.isString(literal) || context.kind(other) === 'null_literal' || context.isString(other))
        return;
      const call = `${context.text(literal)}.equals(${context.short(other, 40)})`;
      context.report(node, {
        ...equalsCall(node, context),
        message: `\`${context.short(node, 60)}\` compares references, not texts.`,
        suggestion: operator === '==' ? call : `!${call}`,
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A { boolean f(String s) { return s == "yes"; } }',
        fixed: 'class A { boolean f(String s) { return "yes".equals(s); } }',
      },
      {
        language: 'java',
        code: 'class A { boolean f(String a, String b) { return a == b; } }',
        unsure: true,
      },
      {
        language: 'java',
        code: 'class A { boolean f(BufferedReader in, String name) throws IOException { String line = in.readLine(); return line == name; } }',
      },
    ],
    right: [
      {
        language: 'java',
        code: 'class A { boolean f(String a, String b) { return a == b || a != null && a.equals(b); } boolean g(String a) { return a == NONE; } }',
      },
      {
        language: 'java',
        code: 'class A { boolean f(String s, char c) { return "yes".equals(s) || s == null || c == \'y\'; } }',
      },
    ],
  }),
  defineRule({
    id: 'is-with-literal',
    category: 'reliability',
    severity: 'high',
    languages: ['python'],
    title: '`is` with a literal',
    rationale:
      'Whether two equal strings or numbers are one object is up to the interpreter; Python 3.8 and later warn.',
    cwe: 595,
    remediationMinutes: 2,
    kinds: ['comparison_operator'],
    check(node, context) {
      const [left, right] = sides(node, context);
      if (left < 0 || right < 0 || !/^is(\s+not)?$/.test(operatorOf(node, context))) return;
      const literal = [left, right].find((side) =>
        /^(string|integer|float|tuple|list|dictionary|concatenated_string)$/.test(context.kind(side)),
      );
      if (literal === undefined) return;
      const not = /not/.test(operatorOf(node, context));
      context.report(node, {
        ...equalityForIdentity(node, context),
        message: `\`${context.short(node, 60)}\` asks for the same object, not for an equal one.`,
        suggestion: `${context.short(left, 40)} ${not ? '!=' : '=='} ${context.short(right, 40)}`,
      });
    },
    wrong: [
      { language: 'python', code: 'if name is "admin":\n    f()', fixed: 'if name == "admin":\n    f()' },
      { language: 'python', code: 'if n is not 0:\n    f()', fixed: 'if n != 0:\n    f()' },
    ],
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
      if (
        !/^(binary_expression|comparison_operator|binary|boolean_operator)$/.test(context.kind(left)) ||
        !/==|!=|\bin\b/.test(context.text(left))
      )
        return;
      if (!isCondition(node, context)) return;
      context.report(node, {
        ...comparedWithBoth(node, context),
        message: `\`${context.short(right, 30)}\` after \`${operator}\` is always true, so the condition always holds.`,
        suggestion:
          context.family === 'python'
            ? `${context.short(context.children(left)[0] ?? left, 30)} in (${context.short(context.children(left)[1] ?? left, 30)}, ${context.short(right, 30)})`
            : `Repeat the comparison: ${context.short(left, 40)} ${operator} … ${context.short(right, 30)}`,
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'if color == "red" or "blue":\n    f()',
        fixed: 'if color in ("red", "blue"):\n    f()',
      },
      {
        language: 'javascript',
        code: 'if (color === "red" || "blue") f();',
        fixed: 'if (color === "red" || color === "blue") f();',
      },
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
    languages: [...js, ...cAndCpp, 'php'],
    title: 'Negation of the wrong thing',
    rationale:
      '`!key in object` negates key first: it asks whether "false" is in the object; `!flags & MASK` keeps at most one bit.',
    cwe: 783,
    remediationMinutes: 2,
    kinds: ['binary_expression'],
    check(node, context) {
      const operator = operatorOf(node, context);
      const isWord = operator === 'in' || operator === 'instanceof';
      if (!isWord && !/^(&|[<>]=?|[!=]==?)$/.test(operator)) return;
      if (isWord && context.family !== 'js') return;
      const left = context.field(node, 'left');
      if (context.kind(left) !== 'unary_expression' || !context.text(left).startsWith('!')) return;
      if (!isWord) {
        const right = context.field(node, 'right');
        // `!a == !b` and `!!a == b` compare truth values on purpose; so does comparing with true, 0 or a flag.
        if (
          /^!\s*[!(]/.test(context.text(left)) ||
          /^!|^(true|false|TRUE|FALSE|0|1)$/.test(context.text(right))
        )
          return;
        if (
          operator !== '&' &&
          (context.family !== 'js' ||
            (!context.isString(right) && !/^(number|null|undefined)$/.test(context.kind(right))))
        )
          return;
        if (operator === '&' && !isCondition(node, context)) return;
        if (operator === '&' && !/^[A-Z][A-Z0-9_]+$|^0x|^\d+$|\.[A-Z_]+$/.test(context.text(right))) return;
      }
      context.report(node, {
        ...(isWord ? negatedWhole(node, context) : {}),
        message: `\`${context.short(node, 60)}\` negates before \`${operator}\` is asked.`,
        suggestion: `!(${context.text(left).slice(1)} ${operator} ${context.short(context.field(node, 'right'), 40)})`,
      });
    },
    wrong: [
      { language: 'javascript', code: 'if (!key in object) f();', fixed: 'if (!(key in object)) f();' },
      { language: 'c', code: 'int f(int flags) { if (!flags & MASK) return 1; return 0; }' },
      { language: 'javascript', code: 'if (!kind === "a") f();' },
      {
        language: 'typescript',
        code: 'if (!error instanceof TypeError) f();',
        fixed: 'if (!(error instanceof TypeError)) f();',
      },
    ],
    right: [
      { language: 'javascript', code: 'if (!(key in object) || !(e instanceof A) || key in other) f();' },
    ],
  }),
  defineRule({
    id: 'index-as-truth',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'php'],
    title: 'A position used as yes or no',
    rationale: '-1 (not found) is true and 0 (found at the start) is false.',
    cwe: 253,
    unsure: 'PHP, where what is looked for seldom stands first: right in 14 of 27 findings on real code',
    remediationMinutes: 5,
    skipTests: true,
    calls: ['indexOf', 'findIndex', 'lastIndexOf', 'strpos', 'stripos', 'strrpos'],
    checkCall(call, context) {
      const up = context.parent(call.node);
      if (context.family === 'php') {
        const other =
          context.kind(up) === 'binary_expression' && /^[!=]=$/.test(operatorOf(up, context))
            ? sides(up, context).find((side) => side !== call.node)
            : undefined;
        const comparesFalse = other !== undefined && /^(false|true)$/i.test(context.text(other));
        if (!comparesFalse && !isCondition(call.node, context)) return;
      } else if (!isCondition(call.node, context) || call.receiver < 0) return;
      // `$a[0] === 'b' || strpos($a, 'b')` asked for the first place before.
      if (/\[0\]\s*===?[^&|]*(\|\||\bor)\s*$/.test(beforeIn(up, call.node, context))) return;
      // A status line begins with a word, not with its number.
      if (context.family === 'php' && /^['"]\d+['"]$/.test(context.text(call.arguments[1] ?? -1))) return;
      // `strpos(…) ?: default` takes the start of the text for "nowhere" on purpose.
      if (context.kind(up) === 'conditional_expression' && context.field(up, 'body') < 0) return;
      context.report(call.node, {
        ...foundTest(call.node, context),
        unsure: context.family === 'php',
        severity: context.family === 'php' ? 'medium' : 'high',
        message: `\`${context.short(call.node, 50)}\` is 0 when the match is at the start, which counts as false${context.family === 'js' ? ', and -1 when there is none, which counts as true' : ''}.`,
        suggestion:
          context.family === 'php'
            ? `${context.short(call.node, 50)} !== false`
            : `${context
                .short(call.node, 50)
                .replace(/\.(last)?[iI]ndexOf\(/, '.includes(')
                .replace('.findIndex(', '.some(')}`,
      });
    },
    wrong: [
      { language: 'php', code: '<?php\nif (strpos($argument, "=")) f();', line: 2, unsure: true },
      { language: 'javascript', code: 'if (list.indexOf(x)) f();', fixed: 'if (list.includes(x)) f();' },
      {
        language: 'php',
        code: '<?php\nif (strpos($a, "b")) f();',
        unsure: true,
        line: 2,
        fixed: '<?php\nif (strpos($a, "b") !== false) f();',
      },
      {
        language: 'php',
        unsure: true,
        code: '<?php\nif (strpos($a, "b") == false) f();',
        line: 2,
        fixed: '<?php\nif (strpos($a, "b") === false) f();',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'if (list.indexOf(x) >= 0 || ~list.indexOf(y) || list.includes(z)) f(); const i = a.indexOf(b);',
      },
      { language: 'php', code: '<?php\nif (strpos($a, "b") !== false || strpos($a, "b") === 0) f();' },
      { language: 'php', code: '<?php\nif ($a[0] === "b" or strpos($a, "b")) f();' },
    ],
  }),
];

/** What stands in a node in front of one of its parts. */
function beforeIn(node: number, part: number, { tree, source }: RuleContext): string {
  return source.slice(tree.start[node], tree.start[part]);
}

function builtFromNames(node: number, context: RuleContext): boolean {
  return context.isString(node) && !context.isConstant(node);
}
