import type { RuleContext } from '../context.ts';
import { cAndCpp } from '../languages.ts';
import { onceAFile } from '../once-a-file.ts';
import type { Call } from '../reading/calls.ts';
import { statementOf } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** Whether the file releases this very lock in front of anything that takes it: in a function of its own. */
function isReleasedElsewhere(lock: string, releases: string, context: RuleContext): boolean {
  const last = /\w+$/.exec(lock)?.[0] ?? lock;
  const spoken = new RegExp(
    context.family === 'c'
      ? `\\b(${releases})\\s*\\(\\s*&?[\\w.>-]*\\b${last}\\s*\\)|\\b${last}\\s*(?:\\.|->)\\s*(?:${releases})\\s*\\(`
      : `\\b${last}\\s*\\.\\s*(${releases})\\s*\\(`,
    'g',
  );
  return onceAFile(context, `lock partner ${releases} ${last}`, () => {
    const functions = [
      ...new Set([...context.source.matchAll(spoken)].map(({ index }) => functionAt(index, context))),
    ];
    const takes = new RegExp(
      `\\b${last}\\s*\\)?\\s*\\.?\\s*(acquire|R?Lock|lock)\\b|lock\\s*\\(\\s*&?[\\w.>-]*\\b${last}\\s*\\)`,
    );
    return functions.some(
      (each) => each >= 0 && !takes.test(context.text(each).replaceAll(/\w*unlock\w*/gi, '')),
    );
  });
}

/** The innermost function around an offset, or -1. */
function functionAt(offset: number, context: RuleContext): number {
  const { tree } = context;
  let found = -1;
  for (let each = 0; each < tree.count; each += 1) {
    if (tree.start[each]! > offset) break;
    if (tree.end[each]! > offset && context.isFunction(each)) found = each;
  }
  return found;
}

/** Statements that leave a function, or what is around it. */
const leaving = /^(return_statement|throw_statement|raise_statement)$/;
const jumping = /\b(goto|break|continue)\b/;

/**
 * A lock that is given back further down in the same list of statements, and that a return or a throw in between walks away with: nothing between the lock and it
 * hands the lock on or gives it back.
 */
function reportSkipped(call: Call, lock: string, releases: string, context: RuleContext): void {
  const { tree, source } = context;
  const taken = statementOf(call.node, context);
  const owner = context.enclosingFunction(call.node);
  const body = taken < 0 ? -1 : context.parent(taken);
  if (body < 0 || !context.isBlock(body) || !/^&?[\w.>()-]+$/.test(lock)) return;
  const plain = lock.replace(/^&/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const gives = new RegExp(
    `\\b(${releases})\\s*\\(\\s*&?${plain}\\s*\\)|(?<![\\w.])${plain}\\s*(\\.|->)\\s*(${releases})\\s*\\(`,
  );
  // In a finally, a deferred call or a closure it is given back on every way.
  const text = context.text(owner);
  if (
    /\bfinally\b|\bdefer\b|__exit__|cleanup|lock_guard|unique_lock|scoped_lock|TryLock|tryLock|trylock/.test(
      text,
    )
  )
    return;
  let end = -1;
  for (let each = tree.next[taken]!; each < tree.next[body]!; each = tree.next[each]!) {
    if (
      /^(expression_statement|call_expression)$/.test(context.kind(each)) &&
      gives.test(context.text(each))
    ) {
      end = each;
      break;
    }
    // Left or given back on the way in the list itself: what comes after is another story.
    if (leaving.test(context.kind(each)) || jumping.test(context.text(each).slice(0, 9))) return;
  }
  if (end < 0) return;
  for (const each of context.descendants(body, false)) {
    if (each <= taken || each >= end || !leaving.test(context.kind(each))) continue;
    if (context.enclosingFunction(each) !== owner) continue;
    // From the lock down to the way out, nothing may give it back or hand it on.
    const between = source.slice(tree.end[taken], tree.end[each]);
    if (
      new RegExp(
        `\\b(${releases}|\\w*(?:unlock|release|free|destroy|done|leave|exit|cleanup)\\w*)\\b`,
        'i',
      ).test(between)
    )
      return;
    if (new RegExp(`${plain}`).test(between)) return;
    context.report(each, {
      message: `\`${context.short(each, 40)}\` leaves with \`${lock.replace(/^&/, '').slice(0, 40)}\` still taken on line ${tree.line[taken]}; only line ${tree.line[end]} gives it back.`,
      suggestion:
        'Give it back on this way out too, or let the language do it on all of them (defer, with, finally, a guard).',
      evidence: [`taken on line ${tree.line[taken]}`],
    });
    return;
  }
}

export const lockRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'lock-not-released',
    category: 'reliability',
    severity: 'medium',
    languages: ['go', 'java', 'python', 'csharp', ...cAndCpp],
    title: 'Lock taken and never given back',
    rationale: 'The next one who wants it waits for ever.',
    unsure:
      'a lock that the function nowhere gives back: right in 7 of 15 findings on real code, since a partner or a later step does it',
    cwe: 667,
    remediationMinutes: 10,
    skipTests: true,
    calls: [
      'Lock',
      'RLock',
      'lock',
      'acquire',
      'pthread_mutex_lock',
      'pthread_rwlock_rdlock',
      'pthread_rwlock_wrlock',
      'Enter',
      'mtx_lock',
    ],
    checkCall(call, context) {
      const owner = context.enclosingFunction(call.node);
      if (owner < 0 || context.kind(context.parent(call.node)) !== 'expression_statement') return;
      const { tree } = context;
      const lock = call.receiver >= 0 ? context.text(call.receiver) : context.text(call.arguments[0] ?? -1);
      const releases = {
        go: call.name === 'RLock' ? 'RUnlock' : '[uU]nlock',
        java: '\\w*[uU]nlock\\w*|release\\w*|close',
        python: 'release|__exit__|notify|locked',
        csharp: 'Exit|Pulse|Wait',
        c: 'pthread_\\w*unlock|mtx_unlock|unlock\\w*|pthread_cond_wait|destroy',
      }[context.family as 'go'];
      if (releases === undefined) return;
      if (context.family === 'go' && !/^(R?Lock|lock)$/.test(call.name)) return;
      if (
        context.family === 'java' &&
        (call.name !== 'lock' || call.arguments.length > 0 || !/(lock|mutex)\w?(\(\))?$/i.test(lock))
      )
        return;
      if (context.family === 'python' && (call.name !== 'acquire' || !/lock|mutex/i.test(lock))) return;
      // A function that does nothing else has a partner that unlocks.
      if (context.children(context.field(owner, 'body')).length === 1) return;
      if (context.family === 'csharp' && call.path !== 'Monitor.Enter') return;
      if (
        context.family === 'c' &&
        (call.receiver >= 0
          ? call.name !== 'lock' || !/mutex|mtx|lock/i.test(lock)
          : !/^(pthread_|mtx_)/.test(call.name))
      )
        return;
      const isReleased = onceAFile(context, `lock released ${releases} ${owner}`, () =>
        new RegExp(`\\b(${releases})\\b`).test(context.text(owner)),
      );
      if (isReleased) {
        reportSkipped(call, lock, releases, context);
        return;
      }
      // A function that is called so takes the lock for somebody else.
      const name = `${context.functionName(owner)} ${context.functionName(context.enclosingFunction(owner))}`;
      if (/lock|acquire|enter|begin|start|suspend|atfork|prepare|open|guard|stop|transaction|txn/i.test(name))
        return;
      if (context.hasComment(statementOf(call.node, context))) return;
      // A clean-up that was named before gives it back.
      if (context.family === 'c' && /\bpthread_cleanup_push\b/.test(context.text(owner))) return;
      // Given back by a partner that does not take it: a hook that runs afterwards, the end of what begins here.
      if (/^[\w.>-]+$/.test(lock) && isReleasedElsewhere(lock, releases, context)) return;
      // Handed on with what it guards, afterwards or (Python) before: whoever gets it gives it back.
      const from =
        context.family === 'python' ? tree.start[context.field(owner, 'body')] : tree.end[call.node];
      if (
        /^\w+$/.test(lock) &&
        new RegExp(`[(,]\\s*${lock}\\s*[,)]`).test(context.source.slice(from, tree.end[owner]))
      )
        return;
      context.report(call.node, {
        unsure: true,
        message: `\`${context.short(call.node, 50)}\` is followed by no release of \`${lock.slice(0, 40)}\` in this function.`,
        suggestion:
          {
            go: `defer ${lock}.${call.name === 'RLock' ? 'RUnlock' : 'Unlock'}()`,
            java: `try { … } finally { ${lock}.unlock(); }`,
            python: `with ${lock}:`,
            csharp: `lock (${lock}) { … }`,
            c: 'Unlock it on every way out (std::lock_guard does so by itself).',
          }[context.family as 'go'] ?? null,
      });
    },
    wrong: [
      {
        language: 'go',
        code: 'package a\nfunc (c *C) add(n int) {\n\tc.mu.Lock()\n\tc.n += n\n}',
        line: 3,
        unsure: true,
      },
      {
        language: 'java',
        code: 'class A { void add(int n) {\n  this.lock.lock();\n  this.n += n;\n} }',
        line: 2,
        unsure: true,
      },
      {
        language: 'python',
        code: 'def add(self, n):\n    self.lock.acquire()\n    self.n += n',
        line: 2,
        unsure: true,
      },
      {
        language: 'c',
        code: 'void add(struct c *c, int n) {\n  pthread_mutex_lock(&c->mutex);\n  c->n += n;\n}',
        line: 2,
        unsure: true,
      },
      {
        language: 'c',
        code: 'int add(struct c *c, int n) {\n  pthread_mutex_lock(&c->mutex);\n  if (n < 0)\n    return -1;\n  c->n += n;\n  pthread_mutex_unlock(&c->mutex);\n  return 0;\n}',
        line: 4,
      },
      {
        language: 'go',
        code: 'package a\nfunc (c *C) add(n int) error {\n\tc.mu.Lock()\n\tif n < 0 {\n\t\treturn errNegative\n\t}\n\tc.n += n\n\tc.mu.Unlock()\n\treturn nil\n}',
        line: 5,
      },
      {
        language: 'java',
        code: 'class A { int add(int n) {\n  lock.lock();\n  if (n < 0) return -1;\n  this.n += n;\n  lock.unlock();\n  return this.n;\n} }',
        line: 3,
      },
      {
        language: 'python',
        code: 'def add(self, n):\n    self.lock.acquire()\n    if n < 0:\n        return None\n    self.n += n\n    self.lock.release()',
        line: 4,
      },
    ],
    right: [
      {
        language: 'c',
        code: 'int add(struct c *c, int n) { pthread_mutex_lock(&c->m); if (n < 0) { pthread_mutex_unlock(&c->m); return -1; } if (n > 9) { done(c); return 1; } if (pthread_cond_wait(&c->q, &c->m)) return 2; pthread_mutex_unlock(&c->m); return 0; }\nvoid done(struct c *c) { pthread_mutex_unlock(&c->m); }',
      },
      {
        language: 'go',
        code: 'package a\nfunc (c *C) add(n int) error {\n\tc.mu.Lock()\n\tif n < 0 {\n\t\tc.mu.Unlock()\n\t\treturn errNegative\n\t}\n\tf := func() int { return 1 }\n\tc.n += f()\n\tc.mu.Unlock()\n\treturn nil\n}',
      },
      {
        language: 'go',
        code: 'package a\nfunc (c *C) add(n int) {\n\tc.mu.Lock()\n\tdefer c.mu.Unlock()\n\tc.n += n\n}\nfunc (c *C) Lock() { c.mu.Lock() }',
      },
      {
        language: 'java',
        code: 'class A { void add(int n) { lock.lock(); try { this.n += n; } finally { lock.unlock(); } } }',
      },
      {
        language: 'python',
        code: 'class A:\n    def _pre(self):\n        self.lock.acquire()\n        self.n = 0\n    def _post(self):\n        self.n = 1\n        self.lock.release()',
      },
      {
        language: 'python',
        code: 'def add(self, n):\n    with self.lock:\n        self.n += n\ndef g(self):\n    self.lock.acquire()\n    try:\n        f()\n    finally:\n        self.lock.release()',
      },
    ],
  }),
];
