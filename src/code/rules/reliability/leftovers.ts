import { unfocused, withoutDebugger } from '../../fixes/operators.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, js } from '../languages.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const debuggers: Readonly<Record<string, RegExp>> = {
  python: /^(breakpoint|(pdb|ipdb|pudb|wdb)\.set_trace)$/,
  ruby: /^binding\.(pry|irb|break|remote_pry)$/,
  php: /^(var_dump|dd|xdebug_break)$/,
  c: /^(__debugbreak|DebugBreak)$/,
};

export const leftoverRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'debugger-left',
    category: 'reliability',
    severity: 'medium',
    languages: [...js, 'python', 'ruby', 'php', 'rust', ...cAndCpp],
    title: 'A stop for the debugger left in the code',
    rationale: 'It halts the program, or prints its insides, wherever this runs.',
    cwe: 489,
    remediationMinutes: 2,
    skipTests: true,
    kinds: ['debugger_statement', 'macro_invocation', 'body_statement'],
    check(node, context) {
      const kind = context.kind(node);
      if (kind === 'debugger_statement') return report(node, 'debugger', context);
      if (kind === 'macro_invocation') {
        if (context.text(context.field(node, 'macro')) === 'dbg') report(node, 'dbg!', context);
        return;
      }
      // A call without arguments is a bare name in Ruby.
      if (context.family !== 'ruby') return;
      for (const child of context.children(node)) {
        const name = context.kind(child) === 'identifier' ? context.text(child) : '';
        if (/^(byebug|debugger)$/.test(name) && !context.definitions().has(name))
          report(child, name, context);
      }
    },
    calls: [
      'breakpoint',
      'set_trace',
      'pry',
      'irb',
      'break',
      'remote_pry',
      'var_dump',
      'dd',
      'xdebug_break',
      '__debugbreak',
      'DebugBreak',
    ],
    checkCall(call, context) {
      if (debuggers[context.family]?.test(call.path) !== true) return;
      // What is there to stop for the debugger is told so by its name.
      if (context.family === 'c' && context.says(/\w_debug_?break\b|\bdebug_?break_\w/i)) return;
      const up = context.parent(call.node);
      if (context.kind(up) !== 'expression_statement' && !context.isBlock(up)) return;
      const around = `${context.functionName(context.enclosingFunction(call.node))} ${context.path}`;
      // Debuggers, consoles and dumpers do it by trade.
      if (
        /debug|pdb|interact|console|dump|display|print|\birb\b|\bpry\b|cli\b|bin\//i.test(around) ||
        context.hasComment(up)
      )
        return;
      report(call.node, call.path, context);
    },
    wrong: [
      { language: 'javascript', code: 'function f() {\n  debugger;\n}', line: 2, fixed: 'function f() {\n}' },
      {
        language: 'python',
        code: 'def f(x):\n    breakpoint()\n    return x',
        line: 2,
        fixed: 'def f(x):\n    return x',
      },
      { language: 'python', code: 'import pdb\npdb.set_trace()', line: 2, fixed: 'import pdb' },
      { language: 'ruby', code: 'def f\n  binding.pry\n  1\nend', line: 2, fixed: 'def f\n  1\nend' },
      {
        language: 'php',
        code: '<?php\nfunction f($x) {\n  var_dump($x);\n}',
        line: 3,
        fixed: '<?php\nfunction f($x) {\n}',
      },
      {
        language: 'rust',
        code: 'fn f(x: i32) -> i32 {\n    dbg!(x)\n}',
        line: 2,
        fixed: 'fn f(x: i32) -> i32 {\n    x\n}',
      },
    ],
    right: [
      { language: 'python', code: 'def f(x):\n    x.breakpoint()\n    return x' },
      {
        language: 'php',
        code: '<?php\nfunction f($x) { return print_r($x, true); }\nfunction dump_all($x) { var_dump($x); }',
      },
      { language: 'ruby', code: 'def f\n  binding.local_variables\nend' },
    ],
  }),
  defineRule({
    id: 'focused-test',
    category: 'reliability',
    severity: 'high',
    languages: [...js, 'ruby'],
    title: 'Test run that leaves the others out',
    rationale: 'With one test in focus the rest of the file is skipped, and the build stays green.',
    cwe: 1164,
    source: 'eslint-plugin-jest, no-focused-tests',
    remediationMinutes: 1,
    calls: ['only', 'fit', 'fdescribe', 'fcontext', 'focus'],
    checkCall(call, context) {
      if (!context.isTest && !/\.(test|spec)\./.test(context.path)) return;
      const isOnly = /^(it|test|describe|context|suite|bench|specify)(\.\w+)*\.only$/.test(call.path);
      const isWord = call.receiver < 0 && /^(fit|fdescribe|fcontext)$/.test(call.path);
      if (!isOnly && !isWord) return;
      if (
        context.family === 'js' &&
        (!context.isString(call.arguments[0] ?? -1) || call.arguments.length < 2)
      )
        return;
      if (context.family === 'js' && isWord && context.definitions().has(call.name)) return;
      context.report(call.node, {
        ...unfocused(call, context),
        endNode: call.arguments[0] ?? call.node,
        message: `\`${call.path}\` runs this test alone: the others of the file are skipped.`,
        suggestion: `${call.path.replace(/\.only$/, '').replace(/^f(?=it|describe|context)/, '')}(…)`,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'it.only("adds", () => {});',
        path: 'test/a.test.js',
        fixed: 'it("adds", () => {});',
      },
      {
        language: 'typescript',
        code: 'fdescribe("sums", () => {});',
        path: 'test/a.test.ts',
        fixed: 'describe("sums", () => {});',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'it("adds", () => {}); knex.only("a", "b"); model.fit("a", 1);',
        path: 'test/a.test.js',
      },
    ],
  }),
  defineRule({
    id: 'left-unfinished',
    category: 'reliability',
    severity: 'low',
    languages: ['rust', 'java', 'csharp', ...js],
    title: 'Code that says itself that it is not written yet',
    rationale: 'Whoever gets here gets an error instead of an answer.',
    cwe: 1164,
    remediationMinutes: 60,
    skipTests: true,
    kinds: ['macro_invocation', 'throw_statement'],
    check(node, context) {
      if (context.kind(node) === 'macro_invocation') {
        const name = context.text(context.field(node, 'macro'));
        // unimplemented! may be meant for good; todo! never is.
        if (name === 'todo') report(node, 'todo!', context);
        return;
      }
      const text = context.short(node, 160);
      if (
        !/^throw new (System\.)?(NotImplementedException|Error|RuntimeException|UnsupportedOperationException|NotImplementedError)\(/.test(
          text,
        )
      )
        return;
      if (
        !/\b(TODO|FIXME|not (yet )?implemented yet|implement me|implement this)\b|\bnot yet implemented\b/i.test(
          text,
        )
      )
        return;
      report(node, 'throw', context);
    },
    wrong: [
      { language: 'rust', code: 'fn f() -> i32 {\n    todo!()\n}', line: 2 },
      {
        language: 'csharp',
        code: 'class A { int F() {\n  throw new NotImplementedException("TODO");\n} }',
        line: 2,
      },
      {
        language: 'typescript',
        code: 'function f() {\n  throw new Error("not implemented yet");\n}',
        line: 2,
      },
    ],
    right: [
      { language: 'typescript', code: 'class A { f() { throw new Error("Subclasses implement f."); } }' },
      { language: 'rust', code: 'fn f(x: i32) -> i32 { match x { 1 => 2, _ => unreachable!() } }' },
    ],
  }),
];

function report(node: number, what: string, context: RuleContext): void {
  context.report(node, {
    ...(context.rule?.id === 'debugger-left' ? withoutDebugger(node, context) : {}),
    message: `\`${what}\` is left over from writing this.`,
    suggestion: what === 'todo!' || what === 'throw' ? 'Write it, or take the way to it out.' : 'Remove it.',
  });
}
