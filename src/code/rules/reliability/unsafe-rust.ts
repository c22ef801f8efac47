import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** Writing and reading whose failure means that the work was not done. */
const fallible =
  /^(write_all|write_fmt|flush|read_exact|read_to_end|read_to_string|sync_all|sync_data|set_len|seek|rename|copy|create_dir_all|commit|execute|persist)$/;

export const unsafeRustRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'unchecked-without-reason',
    category: 'security',
    severity: 'medium',
    languages: ['rust'],
    title: 'Unchecked access or conversion, and no word on why it is safe',
    rationale:
      'What the compiler no longer checks has to be argued: without the argument nobody can tell whether the next change breaks it.',
    cwe: 119,
    source: 'Clippy, undocumented_unsafe_blocks',
    remediationMinutes: 10,
    skipTests: true,
    needs: /unsafe/,
    calls: ['from_utf8_unchecked', 'from_utf8_unchecked_mut', 'transmute'],
    checkCall(call, context) {
      const block = context.ancestor(call.node, unsafeKinds);
      // With its types written out it is a change of lifetime or wrapper more often than not.
      if (call.name === 'transmute' && /::</.test(context.short(call.node, 60))) return;
      if (block < 0 || isArgued(block, context)) return;
      context.report(call.node, {
        message: `\`${call.name}\` is not checked by anybody, and nothing here says why it is safe.`,
        suggestion:
          call.name === 'transmute'
            ? 'Use to_bits, from_ne_bytes or a cast where there is one; otherwise // SAFETY: …'
            : 'Use the checked form, or say why it holds: // SAFETY: …',
      });
    },
    wrong: [
      {
        language: 'rust',
        code: 'fn f(b: &[u8]) -> &str {\n    unsafe { std::str::from_utf8_unchecked(b) }\n}',
        line: 2,
      },
      { language: 'rust', code: 'fn f() -> u64 {\n    unsafe { std::mem::transmute(1.0f64) }\n}', line: 2 },
    ],
    right: [
      {
        language: 'rust',
        code: 'fn f(b: &[u8]) -> &str {\n    debug_assert!(b.is_ascii());\n    unsafe { std::str::from_utf8_unchecked(b) }\n}\n/// # Safety\n/// `i` is below the length.\nunsafe fn g(b: &[u8], i: usize) -> u8 { *b.get_unchecked(i) }\nfn h(b: &[u8]) -> &str {\n    // SAFETY: all of it is ASCII, see above.\n    unsafe { std::str::from_utf8_unchecked(b) }\n}',
      },
    ],
  }),
  defineRule({
    id: 'failure-put-away',
    category: 'reliability',
    severity: 'medium',
    languages: ['rust'],
    title: 'Failure of reading or writing put away in a function that returns failures',
    rationale:
      '`let _ =` silences the compiler: what was to be written is not, and the caller takes it for done.',
    cwe: 391,
    remediationMinutes: 2,
    skipTests: true,
    needs: /let _ =/,
    kinds: ['let_declaration'],
    check(node, context) {
      if (context.text(context.field(node, 'pattern')) !== '_') return;
      const call = context.call(context.field(node, 'value'));
      if (call === null || call.receiver < 0 || !fallible.test(call.name)) return;
      const owner = context.enclosingFunction(node);
      if (owner < 0 || !/Result\b/.test(context.text(context.field(owner, 'return_type')))) return;
      const { tree, source } = context;
      const line = source.slice(source.lastIndexOf('\n', tree.start[node]!) + 1, tree.start[node]);
      const above = source.slice(0, tree.start[node]! - line.length).trimEnd();
      const end = source.indexOf('\n', tree.end[node]!);
      if (/^\s*\/\//.test(above.slice(above.lastIndexOf('\n') + 1))) return;
      if (source.slice(tree.end[node], end < 0 ? undefined : end).includes('//')) return;
      // On the way out with another error there is nothing better to do.
      if (/\breturn Err\b|\bErr\(/.test(context.text(context.parent(node)))) return;
      context.report(node, {
        message: `When \`${call.name}\` fails here, \`${context.functionName(owner)}\` still says that all went well.`,
        suggestion: `${context.short(call.node, 60)}?;`,
      });
    },
    wrong: [
      {
        language: 'rust',
        code: 'fn f(w: &mut W, b: &[u8]) -> io::Result<()> {\n    let _ = w.write_all(b);\n    Ok(())\n}',
        line: 2,
      },
    ],
    right: [
      {
        language: 'rust',
        code: 'fn f(w: &mut W, b: &[u8]) -> io::Result<()> {\n    w.write_all(b)?;\n    // Best effort.\n    let _ = w.flush();\n    let _ = tx.send(b);\n    Ok(())\n}\nfn g(w: &mut W) { let _ = w.flush(); }',
      },
    ],
  }),
];

const unsafeKinds: ReadonlySet<string> = new Set(['unsafe_block', 'function_item']);

/** Whether an unsafe block, its function's documentation or an assertion before it says why it holds. */
function isArgued(block: NodeIndex, context: RuleContext): boolean {
  const { tree, source } = context;
  // An unsafe function leaves it to its callers.
  if (context.kind(block) === 'function_item') return true;
  const owner = context.enclosingFunction(block);
  const before = source.slice(Math.max(0, tree.start[block]! - 700), tree.end[block]);
  if (/SAFETY|[sS]afety/.test(before) || context.hasComment(block)) return true;
  const lines = source
    .slice(Math.max(0, tree.start[block]! - 700), tree.start[block])
    .split('\n')
    .slice(-6);
  if (lines.some((line) => /^\s*\/\//.test(line))) return true;
  if (owner < 0) return false;
  return /assert|is_ascii|\.len\(\)|is_char_boundary|unsafe fn/.test(
    source.slice(tree.start[owner], tree.start[block]),
  );
}
