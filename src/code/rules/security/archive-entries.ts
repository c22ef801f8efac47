import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import type { Call } from '../reading/calls.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** How an archive's entry is asked for its name, by language family. */
const entryName: Readonly<Record<string, RegExp>> = {
  java: /^(?:this\.)?(\w*[eE]ntry\w*|ze|je|zipEntry)\.getName\(\)$/,
  go: /^(f|file|hdr|header|entry|zf|zipFile|h|th)\.Name$/,
  csharp: /^(\w*[eE]ntry\w*)\.(FullName|Name|Key)$/,
  js: /^(\w*[eE]ntry|header|file)\.(path|fileName|entryName|name)$/,
  ruby: /^(entry|file|e)\.(name|full_name)$/,
};

const joiners: Readonly<Record<string, RegExp>> = {
  java: /^(File|(?:java\.io\.)?File|\w+\.resolve|Paths\.get|Path\.of)$/,
  go: /^(filepath|path)\.Join$/,
  csharp: /^(System\.IO\.)?Path\.Combine$/,
  js: /^(path\.)?(join|resolve)$/,
  ruby: /^File\.(join|expand_path)$/,
};

const checks =
  /normalize|getCanonical|toRealPath|startsWith|StartsWith|start_with|HasPrefix|contains\s*\(\s*"\.\."|\.\.|isAbsolute|IsLocal|IsAbs|SecureJoin|securejoin|filepath\.Rel|GetFullPath|[sS]anitize|[sS]afe|[vV]alid|[zZ]ip_?[sS]lip|basename|getFileName|path\.Base|filepath\.Base|relative\(|Fullname.*Where|includes\(/;

export const archiveEntryRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'archive-entry-path',
    category: 'security',
    severity: 'high',
    languages: ['java', 'go', 'csharp', 'ruby', ...js],
    title: 'File path made from the name that an archive gives',
    rationale:
      'An entry named `../../x` is written outside of the folder: an archive can replace any file of the program.',
    cwe: 22,
    source: 'Snyk, Zip Slip, 2018',
    remediationMinutes: 15,
    skipTests: true,
    calls: ['File', 'resolve', 'get', 'of', 'Join', 'Combine', 'join', 'expand_path'],
    checkCall(call, context) {
      if (!joiners[context.family]?.test(call.path)) return;
      const last = call.arguments.at(-1) ?? -1;
      if (last < 0 || (call.arguments.length < 2 && context.family !== 'java')) return;
      if (call.name === 'File' && call.arguments.length < 2) return;
      const text = context.short(last, 60);
      if (!entryName[context.family]!.test(text) || !isOfArchive(call, context)) return;
      const owner = context.enclosingFunction(call.node);
      if (owner < 0 || checks.test(withoutTexts(context, owner))) return;
      context.report(call.node, {
        message: `\`${text}\` may climb out of the folder with \`../\`: nothing here looks at where it leads.`,
        suggestion: 'Normalise the path, and refuse it unless it still begins with the folder.',
      });
    },
    wrong: [
      {
        language: 'java',
        code: 'class A { void f(ZipFile zip, File folder) {\n  ZipEntry entry = zip.entries().nextElement();\n  File target = new File(folder, entry.getName());\n  copy(zip.getInputStream(entry), target);\n} }',
        line: 3,
      },
      {
        language: 'go',
        code: 'package a\nimport "archive/zip"\nfunc f(r *zip.Reader, dir string) error {\n\tfor _, f := range r.File {\n\t\ttarget := filepath.Join(dir, f.Name)\n\t\twrite(target, f)\n\t}\n\treturn nil\n}',
        line: 5,
      },
      {
        language: 'csharp',
        code: 'class A { void F(ZipArchive archive, string dir) {\n  foreach (var entry in archive.Entries) {\n    var target = Path.Combine(dir, entry.FullName);\n    entry.ExtractToFile(target);\n  }\n} }',
        line: 3,
      },
      {
        language: 'javascript',
        code: 'const tar = require("tar-stream");\nfunction f(extract, dir) {\n  extract.on("entry", function (header, stream) {\n    stream.pipe(fs.createWriteStream(path.join(dir, header.name)));\n  });\n}',
        line: 4,
      },
    ],
    right: [
      {
        language: 'java',
        code: 'class A { void f(ZipFile zip, File folder) throws Exception { ZipEntry entry = zip.entries().nextElement(); File target = new File(folder, entry.getName()); if (!target.getCanonicalPath().startsWith(folder.getCanonicalPath())) throw new IOException(); } void g(Entry entry, File folder) { File f = new File(folder, entry.getName()); } }',
      },
      {
        language: 'go',
        code: 'package a\nimport "archive/zip"\nfunc f(r *zip.Reader, dir string) { for _, f := range r.File { if !filepath.IsLocal(f.Name) { continue }; write(filepath.Join(dir, f.Name)) } }',
      },
    ],
  }),
];

/** Whether the entry is one of an archive: its type says so, or what the file works with. */
function isOfArchive(call: Call, context: RuleContext): boolean {
  switch (context.family) {
    case 'java': {
      const name = /(\w+)\.getName\(\)$/.exec(context.short(call.arguments.at(-1)!, 60))?.[1] ?? '';
      const type = new RegExp(`\\b(Zip|Jar|Tar|Archive|SevenZ|Cpio|Ar)\\w*Entry\\s+${name}\\b`);
      return type.test(context.text(context.enclosingFunction(call.node)).slice(0, 20_000));
    }
    case 'go':
      return context.says(/"archive\/(zip|tar)"/);
    case 'csharp':
      return context.says(/\b(ZipArchive|IArchive|TarReader|ZipFile|SharpCompress)\b/);
    case 'ruby':
      return context.says(/\bZip::|Gem::Package::Tar/);
    default:
      return context.says(/tar-stream|\byauzl\b|\bunzipper\b|adm-zip|\bnode-stream-zip\b/);
  }
}

/** A function's code without the texts in it. */
function withoutTexts(context: RuleContext, owner: NodeIndex): string {
  return context
    .text(owner)
    .slice(0, 20_000)
    .replace(/"(?!\.\.)[^"\n]*"/g, '""');
}
