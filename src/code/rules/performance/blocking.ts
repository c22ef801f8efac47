import { promised } from '../../fixes/javascript.ts';
import { awaitedResult } from '../../fixes/statements.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { isAsync } from '../reliability/async.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const blockingRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'blocking-in-async',
    category: 'performance',
    severity: 'medium',
    offByDefault: 'right in 4 of 8 findings on real code: often nothing else runs that could wait',
    languages: [...js, 'csharp', 'rust'],
    title: 'Blocking call in asynchronous code',
    rationale:
      'The thread that serves everybody waits for one disk, lock or task; in C# it can wait for itself.',
    remediationMinutes: 15,
    skipTests: true,
    calls: [
      'readFileSync',
      'writeFileSync',
      'execSync',
      'spawnSync',
      'readdirSync',
      'appendFileSync',
      'pbkdf2Sync',
      'scryptSync',
      'Wait',
      'GetResult',
      'sleep',
      'Sleep',
      'read_to_string',
    ],
    checkCall(call, context) {
      const owner = context.enclosingFunction(call.node);
      if (owner < 0) return;
      const inAsync =
        context.family === 'rust'
          ? /^(pub(\([^)]*\))?\s+)?async\s/.test(context.text(owner).slice(0, 60))
          : isAsync(owner, context);
      switch (context.family) {
        case 'js': {
          if (
            !call.name.endsWith('Sync') ||
            /^(bin|cli|scripts?|build|config)\b|(^|\/)(bin|cli|scripts?|build|tools|tasks)\//.test(
              context.path,
            ) ||
            context.says(/^#!/)
          )
            return;
          const handler = /^\(?\s*(_?req|request|ctx)\s*(:[^,]+)?,\s*(_?res|response|reply|next)\b/.test(
            context.text(context.field(owner, 'parameters')),
          );
          if (
            !handler &&
            !(
              inAsync &&
              /^(readFileSync|writeFileSync|execSync|appendFileSync|pbkdf2Sync|scryptSync)$/.test(
                call.name,
              ) &&
              isServerSide(context)
            )
          )
            return;
          break;
        }
        case 'csharp':
          if (
            !inAsync ||
            !(
              (call.name === 'Sleep' && call.path === 'Thread.Sleep') ||
              (call.name === 'GetResult' && /GetAwaiter\(\)\.GetResult$/.test(call.path)) ||
              (call.name === 'Wait' &&
                call.arguments.length === 0 &&
                /task/i.test(context.text(call.receiver)))
            )
          )
            return;
          break;
        default:
          if (
            !inAsync ||
            !/^(std::)?(thread::sleep|fs::read_to_string)$/.test(call.path) ||
            context.says(/tokio::fs|async_std/)
          )
            return;
      }
      context.report(call.node, {
        ...(context.family === 'js' ? promised(call, inAsync, context) : {}),
        message: `\`${call.path.slice(-40)}\` blocks in the asynchronous \`${context.functionName(owner) || 'function'}\`: everything else on this thread waits.`,
        suggestion: {
          js: `await the promise version (${call.name.replace(/Sync$/, '')} of node:fs/promises, …).`,
          csharp: 'await it (await task, await Task.Delay(…)).',
          rust: 'Use the async runtime’s version (tokio::time::sleep, tokio::fs).',
        }[context.family as 'js'],
      });
    },
    kinds: ['member_access_expression'],
    check(node, context) {
      if (context.family !== 'csharp' || context.text(context.field(node, 'name')) !== 'Result') return;
      const owner = context.enclosingFunction(node);
      const on = context.field(node, 'expression');
      if (owner < 0 || !isAsync(owner, context) || context.call(on)?.name.endsWith('Async') !== true) return;
      context.report(node, {
        ...awaitedResult(node, on, context),
        message: `\`${context.short(node, 50)}\` blocks until the task is done, inside an async method.`,
        suggestion: `await ${context.short(on, 50)}`,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'app.get("/", (req, res) => {\n  res.send(fs.readFileSync("a.html"));\n});',
        line: 2,
      },
      {
        language: 'csharp',
        code: 'class A { async Task F() {\n  var x = GetAsync().Result;\n} }',
        line: 2,
        fixed: 'class A { async Task F() {\n  var x = await GetAsync();\n} }',
      },
      { language: 'rust', code: 'async fn f() {\n    std::thread::sleep(d);\n}', line: 2 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const page = fs.readFileSync("a.html"); function f() { return fs.readFileSync("b"); }',
      },
      {
        language: 'csharp',
        code: 'class A { async Task F() { var x = await GetAsync(); var y = response.Result; } void G() { H().Wait(); } }',
      },
      {
        language: 'rust',
        code: 'fn f() { std::thread::sleep(d); } async fn g() { tokio::time::sleep(d).await; }',
      },
    ],
  }),
];

function isServerSide(context: RuleContext): boolean {
  return context.says(/\b(express|fastify|koa|hono|createServer|@nestjs|router\.)\b/);
}
