import { withoutImport } from '../../fixes/left-over.ts';
import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { onceAFile } from '../once-a-file.ts';
import { countMentions, mentions } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';
import { meantUnused } from './unused.ts';

/** What a Python module that only hands on others' names is made of. */
const ofFrontModule = /^(import_statement|import_from_statement|future_import_statement|comment)$/;

/**
 * Whether a Python statement imports names for others to find them there: the module does nothing else, or fronts for a private one
 * (`from _ssl import …`, `from importlib._bootstrap import …`).
 */
function handsOn(node: NodeIndex, context: RuleContext): boolean {
  const from = /^from\s+(\S+)\s+import\b/.exec(context.short(node, 100))?.[1];
  if (from === undefined) return false;
  return (
    /(^|\.)_[A-Za-z]/.test(from) ||
    onceAFile(context, `hands on ${context.parent(node)}`, () =>
      context
        .children(context.parent(node))
        .every(
          (each) =>
            ofFrontModule.test(context.kind(each)) ||
            /^([rRuU]?["']|\w+\s*[:=][^=]|warnings\.|warn\()/.test(context.short(each, 40)),
        ),
    )
  );
}

export const unusedImportRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'unused-import',
    category: 'refactoring',
    severity: 'low',
    languages: ['python', ...js, 'java'],
    title: 'Import that nobody uses',
    rationale: 'It costs time to load and tells the reader of a dependency that is not there.',
    cwe: 1164,
    remediationMinutes: 1,
    skipTests: true,
    kinds: ['import_statement', 'import_from_statement', 'import_declaration'],
    check(node, context) {
      const { tree, family } = context;
      if (
        family === 'python' &&
        (/__init__\.py$|conftest\.py$|(^|\/)_?(py\d?_?)?(compat|six)\w*\.py$|(^|\/)__future__/.test(
          context.path,
        ) ||
          context.says(/__all__/))
      )
        return;
      const up = context.parent(node);
      // Tried imports ask whether something is there; imports in functions may be for their effect.
      if (family === 'python' && context.kind(up) !== 'module') return;
      if (
        context.hasComment(node) ||
        /#|\/\/|\/\*/.test(context.source.slice(tree.end[node], lineEnd(context.source, tree.end[node]!)))
      )
        return;
      if (family === 'python' && handsOn(node, context)) return;
      const text = context.text(node);
      if (/__future__|^import\s*['"]|\*/.test(text) && family !== 'js') return;
      for (const [place, name] of importedNames(node, context)) {
        if (meantUnused.test(name) || name === 'React') continue;
        if (mentions(context, tree.end[node]!, context.source.length, name)) continue;
        if (mentions(context, 0, tree.start[node]!, name)) continue;
        // Twice in one statement: `import a, { a as b }`.
        if (
          countMentions(context, tree.start[node]!, tree.end[node]!, name, 2) > 1 &&
          !(family === 'java' || family === 'python')
        )
          continue;
        context.report(place, {
          ...withoutImport(node, place, context),
          message: `\`${name}\` is imported and used nowhere in this file.`,
          suggestion: `Remove \`${name}\` from the imports.`,
        });
      }
    },
    wrong: [
      {
        language: 'python',
        code: 'import os\nimport sys\nprint(sys.argv)',
        fixed: 'import sys\nprint(sys.argv)',
      },
      { language: 'python', code: 'from a import b, c as d\nprint(b)', fixed: 'from a import b\nprint(b)' },
      {
        language: 'typescript',
        code: "import { a, b } from '../x.ts';\nexport const c = a;",
        fixed: "import { a } from '../x.ts';\nexport const c = a;",
      },
      {
        language: 'java',
        code: 'import java.util.List;\nimport java.util.Map;\nclass A { List<String> a; }',
        line: 2,
        fixed: 'import java.util.List;\nclass A { List<String> a; }',
      },
    ],
    right: [
      {
        language: 'python',
        code: 'import os.path\nimport a.b as c\ntry:\n    import json\nexcept ImportError:\n    pass\nprint(os.name, c)\nimport d  # noqa',
      },
      {
        language: 'python',
        code: 'import warnings\nfrom a.new import b, c\nwarnings.warn("moved to a.new", DeprecationWarning)',
      },
      { language: 'python', code: 'from _ssl import OPENSSL_VERSION\ndef f():\n    return 1' },
      {
        language: 'typescript',
        code: "import '../polyfill.ts';\nimport * as z from 'z';\nimport type { T } from '../t.ts';\nexport { a } from '../a.ts';\nexport const y: T = z.b;",
      },
      {
        language: 'java',
        code: 'import java.util.*;\nimport static a.B.c;\nimport java.util.Map;\n/** {@link Map} */ class A { int d = c(); }',
      },
    ],
  }),
];

/** The names that an import brings in, each with the node that says so. */
function importedNames(node: NodeIndex, context: RuleContext): [NodeIndex, string][] {
  const found: [NodeIndex, string][] = [];
  switch (context.family) {
    case 'python':
      for (const child of context.children(node)) {
        if (child === context.field(node, 'module_name')) continue;
        const kind = context.kind(child);
        if (kind === 'aliased_import') {
          const alias = context.text(context.field(child, 'alias'));
          // `import a as a` exports it.
          if (alias !== context.text(context.field(child, 'name'))) found.push([child, alias]);
        } else if (kind === 'dotted_name') {
          found.push([child, context.text(child).split('.')[0]!]);
        }
      }
      return found;
    case 'java': {
      const text = context.text(node);
      const name = /^import\s+(?:static\s+)?[\w.]+\.(\w+)\s*;$/.exec(text)?.[1];
      return name === undefined ? [] : [[node, name]];
    }
    default:
      for (const each of context.descendants(node)) {
        const kind = context.kind(each);
        if (kind === 'import_specifier') {
          const alias = context.field(each, 'alias');
          found.push([each, context.text(alias >= 0 ? alias : context.field(each, 'name'))]);
        } else if (
          kind === 'identifier' &&
          /^(import_clause|namespace_import)$/.test(context.kind(context.parent(each)))
        ) {
          found.push([each, context.text(each)]);
        }
      }
      // JSX needs its factory in scope, by any name.
      return /^(jsx|tsx)$/.test(context.language)
        ? found.filter(([, name]) => !/^(h|React|Fragment|jsx)$/.test(name))
        : found;
  }
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}
