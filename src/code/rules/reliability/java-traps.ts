import { decimalOfText, equalsOfBoxes, started } from '../../fixes/operators.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, js } from '../languages.ts';
import { operatorOf, sides } from '../reading/expressions.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** The declared type of a local variable or parameter of the function around a node, or the empty string. */
function typeOf(node: number, context: RuleContext): string {
  const name = context.text(node);
  const owner = context.enclosingFunction(node);
  if (owner < 0 || !/^\w+$/.test(name)) return '';
  const before = context.source.slice(context.tree.start[owner], context.tree.start[node]);
  return new RegExp(`\\b([A-Z]\\w*)(?:<[^<>]*>)?\\s+${name}\\s*[=;,)]`).exec(before)?.[1] ?? '';
}

const exactResults =
  /^(compareTo|compare|strcmp|strncmp|memcmp|localeCompare|compareToIgnoreCase|strcasecmp|CompareTo|Compare)$/;

/** A comparison of what two objects hold. */
const comparesValues = /\b(equals|compareTo|compare)\s*\(/;

export const javaRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'boxed-identity',
    category: 'reliability',
    severity: 'high',
    languages: ['java'],
    title: 'Boxed numbers compared by identity',
    rationale: 'Two Integers of the same value are the same object up to 127, and mostly not above.',
    cwe: 595,
    source: 'SpotBugs, RC_REF_COMPARISON',
    remediationMinutes: 3,
    skipTests: true,
    kinds: ['binary_expression'],
    check(node, context) {
      const operator = operatorOf(node, context);
      if (operator !== '==' && operator !== '!=') return;
      const [left, right] = sides(node, context);
      if (context.kind(left) !== 'identifier' || context.kind(right) !== 'identifier') return;
      const boxed = /^(Integer|Long|Short|Byte|Character|Double|Float|BigDecimal|BigInteger)$/;
      const type = typeOf(left, context);
      if (!boxed.test(type) || !boxed.test(typeOf(right, context))) return;
      // A short cut in front of the comparison of what they hold: `a == b || a != null && a.equals(b)`.
      if (
        /^binary_/.test(context.kind(context.parent(node))) &&
        comparesValues.test(context.text(context.parent(node)))
      )
        return;
      context.report(node, {
        ...equalsOfBoxes(node, context),
        message: `\`${context.text(left)}\` and \`${context.text(right)}\` are ${type} objects: \`${operator}\` asks whether they are the same one.`,
        suggestion: `${operator === '!=' ? '!' : ''}${context.text(left)}.equals(${context.text(right)})`,
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A { boolean f(Integer a, Integer b) {\n  return a == b;\n} }',
        line: 2,
        fixed: 'class A { boolean f(Integer a, Integer b) {\n  return a.equals(b);\n} }',
      },
    ],
    right: [
      {
        language: 'java',
        code: 'class A { boolean f(Integer a, Integer b, int c) { return a.equals(b) || a == c || a == null; } }',
      },
      {
        language: 'java',
        code: 'class A { boolean f(BigDecimal a, BigDecimal b) { return a == b || a != null && b != null && a.compareTo(b) == 0; } }',
      },
    ],
  }),
  defineRule({
    id: 'decimal-from-float',
    category: 'reliability',
    severity: 'medium',
    languages: ['java', 'python'],
    title: 'Exact decimal made from a float',
    rationale: 'The float is not what was written: new BigDecimal(0.1) is 0.1000000000000000055….',
    cwe: 1339,
    source: 'SpotBugs, DMI_BIGDECIMAL_CONSTRUCTED_FROM_DOUBLE',
    remediationMinutes: 2,
    skipTests: true,
    calls: ['BigDecimal', 'Decimal'],
    checkCall(call, context) {
      const value = context.text(call.arguments[0] ?? -1);
      if (!/^-?\d+\.\d+([eE][-+]?\d+)?[dDfF]?$/.test(value) || call.arguments.length !== 1) return;
      if (
        context.family === 'java'
          ? call.name !== 'BigDecimal' || !call.isNew
          : !/^(decimal\.)?Decimal$/.test(call.path)
      )
        return;
      // Halves and quarters are exact.
      if (Number.isInteger(Number.parseFloat(value) * 1024)) return;
      context.report(call.node, {
        ...decimalOfText(call, context),
        message: `\`${value}\` is a binary fraction before it becomes a decimal, and not exactly that number.`,
        suggestion: context.family === 'java' ? `new BigDecimal("${value}")` : `Decimal("${value}")`,
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A { Object f() { return new BigDecimal(0.1); } }',
        fixed: 'class A { Object f() { return new BigDecimal("0.1"); } }',
      },
      { language: 'python', code: 'price = Decimal(19.99)', fixed: 'price = Decimal("19.99")' },
    ],
    right: [
      {
        language: 'java',
        code: 'class A { Object f() { return new BigDecimal("0.1").add(new BigDecimal(0.5)).add(BigDecimal.valueOf(0.1)); } }',
      },
      { language: 'python', code: 'price = Decimal("19.99")' },
    ],
  }),
  defineRule({
    id: 'thread-run-directly',
    category: 'reliability',
    severity: 'high',
    languages: ['java', 'python'],
    title: 'Thread that does not run beside',
    rationale:
      'run() does the work here and now; start() is what makes a thread of it. In Python, target=f() calls f and starts nothing.',
    cwe: 572,
    remediationMinutes: 2,
    skipTests: true,
    calls: ['run', 'Thread', 'Process', 'Timer'],
    checkCall(call, context) {
      if (context.family === 'java') {
        if (call.name !== 'run' || call.arguments.length > 0) return;
        const isThread =
          /^\(?new\s+Thread\s*\(/.test(context.text(call.receiver)) ||
          typeOf(call.receiver, context) === 'Thread';
        if (!isThread) return;
        context.report(call.node, {
          ...started(call, context),
          message: `\`${context.short(call.node, 50)}\` runs in this thread; no other is started.`,
          suggestion: `${context.short(call.receiver, 50)}.start()`,
        });
        return;
      }
      if (!/^(threading\.|multiprocessing\.)?(Thread|Process)$/.test(call.path)) return;
      const target = context.option(call, 'target');
      const called = context.call(target);
      if (
        called === null ||
        /partial|lambda|^(make|create|build|get|wrap|factory|with_|bind)/.test(called.path) ||
        called.arguments.length > 2
      )
        return;
      context.report(target, {
        message: `\`${context.short(target, 40)}\` is called here and now, and what it returns is taken for the work.`,
        suggestion: `target=${called.path}${called.arguments.length > 0 ? `, args=(${called.arguments.map((each) => context.short(each, 20)).join(', ')},)` : ''}`,
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A { void f(Runnable r) {\n  new Thread(r).run();\n} }',
        line: 2,
        fixed: 'class A { void f(Runnable r) {\n  new Thread(r).start();\n} }',
      },
      { language: 'python', code: 'worker = threading.Thread(target=work())' },
    ],
    right: [
      { language: 'java', code: 'class A { void f(Runnable r) { new Thread(r).start(); r.run(); } }' },
      { language: 'python', code: 'worker = threading.Thread(target=work, args=(1,))' },
    ],
  }),
  defineRule({
    id: 'shared-date-format',
    category: 'reliability',
    severity: 'medium',
    languages: ['java'],
    title: 'SimpleDateFormat shared by all threads',
    rationale: 'It keeps what it works on inside: two threads at once give wrong dates.',
    cwe: 567,
    source: 'SpotBugs, STCAL_STATIC_SIMPLE_DATE_FORMAT_INSTANCE',
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['field_declaration'],
    check(node, context) {
      const text = context.short(node, 200);
      if (
        !/\bstatic\b/.test(text) ||
        !/\b(SimpleDateFormat|DateFormat)\s+\w+\s*=\s*new\b/.test(text) ||
        context.says(/synchronized|ThreadLocal/)
      )
        return;
      context.report(node, {
        message: '`SimpleDateFormat` is not safe for threads, and this one belongs to all of them.',
        suggestion: 'Use java.time.format.DateTimeFormatter, which is.',
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A {\n  static final SimpleDateFormat FORMAT = new SimpleDateFormat("yyyy");\n}',
        line: 2,
      },
    ],
    right: [
      {
        language: 'java',
        code: 'class A { static final DateTimeFormatter F = DateTimeFormatter.ofPattern("yyyy"); final SimpleDateFormat own = new SimpleDateFormat("yyyy"); }',
      },
    ],
  }),
  defineRule({
    id: 'compare-result-exact',
    category: 'reliability',
    severity: 'medium',
    languages: ['java', 'csharp', ...js, ...cAndCpp],
    title: 'Result of a comparison taken for exactly 1 or -1',
    rationale: 'Only the sign is promised: compareTo and strcmp may give any positive or negative number.',
    cwe: 253,
    source: 'SpotBugs, RV_CHECK_COMPARETO_FOR_SPECIFIC_RETURN_VALUE',
    remediationMinutes: 2,
    skipTests: true,
    kinds: ['binary_expression'],
    check(node, context) {
      const operator = operatorOf(node, context);
      if (!/^[!=]==?$/.test(operator)) return;
      const [left, right] = sides(node, context);
      const value = context.text(right);
      if (!/^-?1$/.test(value)) return;
      const call = context.call(left);
      if (call === null || !exactResults.test(call.name) || call.arguments.length === 0) return;
      // A helper of the project's own may well promise 1.
      if (call.name === 'compareTo' && (call.receiver < 0 || call.arguments.length > 1)) return;
      // Buffer.compare and bytewise helpers do promise 1 and -1.
      if (isBigNumber(call.receiver, context)) return;
      if (/Buffer/.test(call.path) || (context.family === 'js' && call.name !== 'localeCompare')) return;
      context.report(node, {
        message: `\`${call.name}\` promises a sign, not ${value}.`,
        suggestion: `${context.short(left, 50)} ${value === '1' ? '>' : '<'} 0`,
      });
    },
    wrong: [
      { language: 'java', code: 'class A { boolean f(String a, String b) { return a.compareTo(b) == 1; } }' },
      { language: 'c', code: 'int f(const char *a, const char *b) { return strcmp(a, b) == -1; }' },
      { language: 'javascript', code: 'if (a.localeCompare(b) === 1) f();' },
    ],
    right: [
      {
        language: 'java',
        code: 'class A { boolean f(String a, String b) { return a.compareTo(b) > 0 || a.compareTo(b) == 0 || a.indexOf(b) == -1; } boolean g(byte[] a, byte[] b) { return compareTo(a, b) == 1; } }',
      },
    ],
  }),
];

/** Java's large numbers promise -1, 0 and 1. */
function isBigNumber(node: number, context: RuleContext): boolean {
  const name = context.text(node);
  return (
    context.family === 'java' &&
    /^\w+$/.test(name) &&
    new RegExp(`\\bBig(Decimal|Integer)\\s+(\\w+\\s*,\\s*)*${name}\\b`).test(context.source)
  );
}
