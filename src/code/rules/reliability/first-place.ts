import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import type { Call } from '../reading/calls.ts';
import { operatorOf, sides } from '../reading/expressions.ts';
import { statementOf } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** What stands between two parts: a text that begins with it has an empty first part, which is seldom wanted. */
const separator = /^b?(['"`])[^\w\\]+\1$|delim|separator|(^|_)sep$/i;

/** A word: texts that are searched for one, names above all, seldom begin with it by chance. */
const word = /^b?(['"`])[-_.]?[A-Za-z][\w-]{2,}\1$/;

/** What begins a comment, an option, a tag or a quotation, and what stands for anything: it may well come first. */
const mark = /^b?(['"`])(\/\/|\/\*|#|--|<!--|<\/|<%|\{\{|\$\{|[*!~])\1$/;

export const firstPlaceRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'first-place-missed',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, 'java', 'csharp', 'go', 'python'],
    title: 'Position asked for by > 0',
    rationale:
      'A match at the very beginning has position 0 and counts as none; often that is meant, and then a word about it helps.',
    unsure:
      'a separator, in front of which nothing is seldom wanted (right in 1 of 5 findings on real code), and a fixed word (in 0 of 3)',
    cwe: 193,
    source: 'SonarSource, S2692',
    remediationMinutes: 2,
    skipTests: true,
    kinds: ['binary_expression', 'comparison_operator'],
    check(node, context) {
      if (operatorOf(node, context) !== '>') return;
      const [left, right] = sides(node, context);
      if (context.text(right) !== '0') return;
      const call = context.call(left);
      if (
        call === null ||
        !/^(indexOf|IndexOf|Index|IndexByte|IndexRune|find|search|findIndex)$/.test(call.name) ||
        call.arguments.length === 0
      )
        return;
      if (context.family === 'python' ? call.name !== 'find' : call.name === 'find') return;
      if (context.family === 'js' && call.name === 'search' && context.kind(call.arguments[0]!) !== 'regex')
        return;
      if (isMeant(node, call, context)) return;
      context.report(node, {
        unsure:
          word.test(context.text(call.arguments.at(-1)!)) ||
          (separator.test(context.text(call.arguments.at(-1)!)) &&
            !mark.test(context.text(call.arguments.at(-1)!))),
        message: `\`${context.short(node, 50)}\` is false for a match at the very beginning.`,
        suggestion: `${context.short(left, 50)} >= 0, or say in a comment that the first place does not count.`,
      });
    },
    wrong: [
      {
        language: 'go',
        code: 'package a\nfunc f(s string) bool { return strings.Index(s, "-") > 0 }',
        line: 2,
        unsure: true,
      },
      { language: 'javascript', code: 'if (text.indexOf("a") > 0) f();' },
      { language: 'javascript', code: 'if (component.name.indexOf("color") > 0) f();', unsure: true },
      { language: 'python', code: 'if line.find("#") > 0:\n    f(line)' },
      { language: 'java', code: 'class A { boolean f(String s) { return s.indexOf("//") > 0; } }' },
      { language: 'javascript', code: 'if (a.list !== undefined && a.list.indexOf(b) > 0) f();' },
      {
        language: 'java',
        code: "class A { boolean f(String s) { return s.indexOf('a') > 0 || s.indexOf('b') != -1; } }",
      },
      { language: 'java', code: "class A { boolean f(String s) { return s.indexOf('a') > 0; } }" },
      {
        language: 'go',
        code: 'package a\nfunc f(s string) bool { return strings.Index(s, "a") > 0 }',
        line: 2,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'if (text.indexOf("a") >= 0 || text.indexOf("b") > 1 || text.lastIndexOf(".") > 0 || list.find(f) > 0) g();',
      },
      {
        language: 'javascript',
        code: 'if (text.indexOf("-", 2) > 0) f(); if (name.indexOf(".") > 0) name = name.slice(0, name.indexOf("."));\n// Not at the start.\nif (text.indexOf("a") > 0) g();',
      },
    ],
  }),
];

/** Whether something shows that the first place does not count: a start, a part cut off before the match, a second question, a comment. */
function isMeant(node: number, call: Call, context: RuleContext): boolean {
  if (call.arguments.length > (context.family === 'go' ? 2 : 1)) return true;
  const statement = statementOf(node, context);
  const { tree, source } = context;
  const before = source.slice(0, tree.start[statement < 0 ? node : statement]).trimEnd();
  if (/^\s*(\/\/|#|\*)/.test(before.slice(before.lastIndexOf('\n') + 1))) return true;
  const text = source.slice(
    tree.start[statement < 0 ? node : statement],
    tree.end[statement < 0 ? node : statement],
  );
  const same = context.text(call.node);
  // Worked out again: to cut the text at that place.
  if (text.indexOf(same) !== text.lastIndexOf(same)) return true;
  const subject = context.text(context.family === 'go' ? (call.arguments[0] ?? -1) : call.receiver);
  const up = context.parent(node);
  if (!/^(binary_expression|boolean_operator)$/.test(context.kind(up))) return false;
  // Asked of the same text beside it, and there the right way.
  if (/[iI]ndexOf\([^()]*\)\s*(!==?\s*-\s*1|>=\s*0|>\s*-\s*1)/.test(context.text(up))) return false;
  // Whether there is anything to search is another question, where what is searched for is no separator.
  const escaped = subject.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const written = context.text(up);
  const around = context.isConstant(call.arguments.at(-1)!)
    ? written
    : written.replace(new RegExp(`${escaped}\\s*(!==?|is not)\\s*(undefined|null|None|nil)\\b`), '');
  return around.indexOf(subject) !== around.lastIndexOf(subject);
}
