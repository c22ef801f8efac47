import { cAndCpp } from '../languages.ts';
import { tight } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const cPrivilegeRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'call-unchecked',
    category: 'reliability',
    severity: 'medium',
    languages: ['c'],
    title: 'Call that may fail and is not asked',
    rationale: 'When bind, listen or connect fails, what follows talks to nobody, or waits for ever.',
    cwe: 252,
    source: 'SEI CERT C ERR33-C',
    unsure:
      '`sscanf`, whose text was often looked at before: right in 24 of 28 findings on real code, where `fgets` and the others were right in all 8',
    remediationMinutes: 5,
    skipTests: true,
    calls: [
      'bind',
      'listen',
      'connect',
      'pthread_create',
      'chdir',
      'fgets',
      'scanf',
      'fscanf',
      'sscanf',
      'socketpair',
      'pipe',
    ],
    checkCall(call, context) {
      if (
        call.receiver >= 0 ||
        !/^\w+$/.test(call.path) ||
        context.kind(context.parent(call.node)) !== 'expression_statement'
      )
        return;
      const least = {
        bind: 3,
        listen: 2,
        connect: 3,
        pthread_create: 4,
        chdir: 1,
        fgets: 3,
        scanf: 2,
        fscanf: 3,
        sscanf: 3,
        socketpair: 4,
        pipe: 1,
      }[call.name as 'bind'];
      if (call.arguments.length < least || context.hasComment(context.parent(call.node))) return;
      // A comment in front that says why nobody asks.
      const before = context.source.slice(
        Math.max(0, context.tree.start[call.node]! - 200),
        context.tree.start[call.node],
      );
      if (
        /(check|ignor|can('|no)t fail|always)[^\n]*\*\/\s*$|\/\/[^\n]*(check|ignor|always)[^\n]*\n\s*$/i.test(
          before,
        )
      )
        return;
      context.report(call.node, {
        unsure: call.name === 'sscanf',
        message: `Nobody looks at what \`${call.name}\` returns: when it fails, the code goes on as if it had not.`,
        suggestion: `if (${context.short(call.node, 40)} …) return …;`,
      });
    },
    wrong: [
      { language: 'c', code: 'void f(int s, struct sockaddr *a) {\n  bind(s, a, sizeof(*a));\n}', line: 2 },
      {
        language: 'c',
        code: 'int f(const char *s) {\n  int n;\n  sscanf(s, "%d", &n);\n  return n;\n}',
        line: 3,
        unsure: true,
      },
    ],
    right: [
      {
        language: 'c',
        code: 'int f(int s, struct sockaddr *a) { if (bind(s, a, sizeof(*a)) != 0) return -1; (void)chdir("/"); return listen(s, 5); }',
      },
    ],
  }),
  defineRule({
    id: 'checked-then-opened',
    category: 'security',
    severity: 'medium',
    offByDefault:
      'right in 6 of 16 findings on real code: nobody but root can put another file there, or the answer chooses a message',
    languages: cAndCpp,
    title: 'File checked by name and then opened by name',
    rationale: 'Between the two somebody can put another file, or a link, in its place.',
    cwe: 367,
    source: 'SEI CERT C FIO45-C',
    remediationMinutes: 20,
    skipTests: true,
    calls: ['access', 'stat', 'lstat'],
    checkCall(call, context) {
      if (call.receiver >= 0 || !/^(access|lstat)$/.test(call.path)) return;
      const name = tight(call.arguments[0] ?? -1, context);
      const owner = context.enclosingFunction(call.node);
      if (owner < 0 || !/^\w+$/.test(name)) return;
      const rest = context.source.slice(context.tree.end[call.node], context.tree.end[owner]);
      if (
        !new RegExp(`\\b(open|fopen|creat|unlink|chmod|chown|rename)\\s*\\(\\s*${name}\\b`).test(rest) ||
        /fstat|O_NOFOLLOW|O_EXCL/.test(rest)
      )
        return;
      context.report(call.node, {
        message: `\`${name}\` may be another file by the time it is used: \`${call.name}\` asks by name.`,
        suggestion:
          'Open first, and ask with fstat on what was opened; O_NOFOLLOW and O_EXCL keep links and races out.',
      });
    },
    wrong: [
      {
        language: 'c',
        code: 'int f(const char *path) {\n  if (access(path, W_OK) != 0) return 1;\n  return open(path, O_WRONLY);\n}',
        line: 2,
      },
    ],
    right: [
      { language: 'c', code: 'int f(const char *path) { if (access(path, F_OK) != 0) return 1; return 0; }' },
    ],
  }),
  defineRule({
    id: 'privileges-kept-unnoticed',
    category: 'security',
    severity: 'high',
    languages: cAndCpp,
    title: 'Dropping privileges without looking whether it worked',
    rationale: 'setuid can fail; the program then goes on as root.',
    cwe: 273,
    source: 'SEI CERT C POS37-C',
    remediationMinutes: 5,
    skipTests: true,
    calls: [
      'setuid',
      'setgid',
      'seteuid',
      'setegid',
      'setreuid',
      'setregid',
      'setresuid',
      'setresgid',
      'setgroups',
      'initgroups',
      'chroot',
    ],
    checkCall(call, context) {
      if (
        call.receiver >= 0 ||
        context.kind(context.parent(call.node)) !== 'expression_statement' ||
        context.call(call.node) === null
      )
        return;
      if (/^\(\s*void\s*\)/.test(context.text(context.parent(call.node)))) return;
      // Taking the rights of root is not giving them up.
      if (call.arguments.length === 1 && context.text(call.arguments[0]!) === '0') return;
      context.report(call.node, {
        message: `Nobody looks at what \`${call.name}\` returns: if it fails, the rights stay.`,
        suggestion: `if (${context.short(call.node, 40)} != 0) abort();`,
      });
    },
    wrong: [{ language: 'c', code: 'void f(int uid) {\n  setuid(uid);\n}', line: 2 }],
    right: [{ language: 'c', code: 'void f(int uid) { if (setuid(uid) != 0) abort(); }' }],
  }),
];
