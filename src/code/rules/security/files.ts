import { withArgument } from '../../fixes/python.ts';
import { withoutOthersWriting } from '../../fixes/security.ts';
import type { RuleContext } from '../context.ts';
import { everyLanguage } from '../languages.ts';
import type { Call } from '../reading/calls.ts';
import { clientInput } from '../reading/taint.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const opener: Readonly<Record<string, RegExp>> = {
  js: /^(fs(p|Promises|\.promises)?\.)?(readFile|readFileSync|writeFile|writeFileSync|createReadStream|createWriteStream|unlink|unlinkSync|rm|rmSync|open|openSync|readdir|readdirSync|appendFile|appendFileSync|sendFile)$|\.(sendFile|download)$/,
  python:
    /^(open|io\.open|os\.(remove|unlink|listdir|open)|shutil\.rmtree|send_file|flask\.send_file|FileResponse)$/,
  java: /^(File|FileInputStream|FileReader|FileOutputStream|Files\.(readAllBytes|newInputStream|readString|delete|write)|Paths\.get|Path\.of)$/,
  go: /^(os\.(Open|OpenFile|ReadFile|WriteFile|Remove|RemoveAll|Create)|ioutil\.(ReadFile|WriteFile)|http\.ServeFile)$/,
  csharp:
    /^(System\.IO\.)?(File\.(ReadAllText|ReadAllBytes|OpenRead|Open|Delete|WriteAllText)|FileStream|StreamReader|PhysicalFile)$/,
  ruby: /^(File\.(read|open|new|delete|readlines|write)|IO\.read|send_file)$/,
  php: /^(fopen|file_get_contents|file_put_contents|readfile|unlink|file|include|require)$/,
  rust: /$^/,
  c: /$^/,
};

/** PHP: whether the code above compares the entries of a list with what the client sent: `if ($view['name'] == $_GET['name']) $found = true;`. */
function isListed(node: number, context: RuleContext): boolean {
  if (context.family !== 'php') return false;
  const { tree, source } = context;
  const near = source.slice(Math.max(0, tree.start[node]! - 500), tree.end[node]);
  return [...near.matchAll(/\$_(GET|POST|REQUEST)\[['"](\w+)['"]\]/g)].some((each) =>
    new RegExp(`\\[['"]\\w+['"]\\]\\s*={2,3}\\s*\\$_${each[1]}\\[['"]${each[2]}['"]\\]`).test(
      source.slice(0, tree.start[node]),
    ),
  );
}

/** Whether the input is one part of a route's path (`/show/<name>`), in which no `/` can be. */
function isSegment(input: string, node: number, context: RuleContext): boolean {
  if (context.family !== 'python' || !/^\w+$/.test(input)) return false;
  const decorated = context.parent(context.enclosingFunction(node));
  const { tree, source } = context;
  if (context.kind(decorated) !== 'decorated_definition') return false;
  const routes = source.slice(tree.start[decorated], tree.start[context.enclosingFunction(node)]);
  return new RegExp(`<(string:)?${input}>|\\{${input}\\}`).test(routes);
}

function reportPath(node: number, value: number, what: string, context: RuleContext): void {
  const input = clientInput(context, value);
  // PHP makes up the names of uploads' temporary files itself.
  if (input === null || /\btmp_name\b|^["']php:/.test(context.text(value))) return;
  if (isListed(node, context)) return;
  const around = context.text(context.enclosingFunction(node)).slice(0, 5000);
  if (
    /startsWith\(|startswith\(|is_relative_to|commonpath|realpath|HasPrefix|filepath\.Base|path\.basename|normalize\(\)\.startsWith|StartsWith\(|safe_join|secure_filename|start_with\?|allow(ed)?[_A-Z]|whitelist|root:/.test(
      around,
    )
  )
    return;
  context.report(node, {
    unsure: isSegment(input, node, context),
    // Between the client and the name somebody may have looked.
    ...(context.text(value).includes(input) ? {} : { severity: 'medium' as const }),
    message: `\`${what}\` opens a path that a client chooses (\`${input}\`): \`../\` in it reaches any file that this process may touch.`,
    suggestion:
      'Resolve the path and check that it still lies in the folder that is meant, or take only its last part.',
    evidence: [`client input: ${input}`],
  });
}

/** Whether the name is opened so that a file of somebody else's makes it fail. */
function isOpenedExclusively(call: Call, context: RuleContext): boolean {
  const { tree } = context;
  const owner = context.enclosingFunction(call.node);
  return owner >= 0 && /\bO_EXCL\b/.test(context.source.slice(tree.end[call.node], tree.end[owner]));
}

export const fileRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'path-from-client',
    category: 'security',
    severity: 'high',
    languages: everyLanguage.filter((language) => !['rust', 'c', 'cpp'].includes(language)),
    title: 'File path chosen by a client',
    rationale: 'A path with `../` or an absolute one leaves the folder that the code had in mind.',
    cwe: 22,
    unsure: 'one part of a route’s path, which holds no `/`: right in 1 of 2 findings on real code',
    remediationMinutes: 30,
    skipTests: true,
    calls: [
      ...[
        'readFile',
        'readFileSync',
        'writeFile',
        'writeFileSync',
        'createReadStream',
        'createWriteStream',
        'unlink',
        'unlinkSync',
        'rm',
        'rmSync',
        'open',
        'openSync',
        'readdir',
        'readdirSync',
        'appendFile',
        'appendFileSync',
        'sendFile',
        'download',
      ],
      ...[
        'remove',
        'listdir',
        'rmtree',
        'send_file',
        'FileResponse',
        'File',
        'FileInputStream',
        'FileReader',
        'FileOutputStream',
        'readAllBytes',
        'newInputStream',
        'readString',
        'delete',
        'write',
        'get',
        'of',
      ],
      ...[
        'Open',
        'OpenFile',
        'ReadFile',
        'WriteFile',
        'Remove',
        'RemoveAll',
        'Create',
        'ServeFile',
        'ReadAllText',
        'ReadAllBytes',
        'OpenRead',
        'Delete',
        'WriteAllText',
        'FileStream',
        'StreamReader',
        'PhysicalFile',
      ],
      ...['read', 'new', 'readlines', 'fopen', 'file_get_contents', 'file_put_contents', 'readfile', 'file'],
    ],
    checkCall(call, context) {
      if (!opener[context.family]!.test(call.path)) return;
      if (
        context.family === 'js' &&
        /sendFile|download/.test(call.name) &&
        call.arguments.length > 1 &&
        /root/.test(context.text(call.node))
      )
        return;
      const at = call.path === 'http.ServeFile' ? 2 : 0;
      const value = call.arguments[at];
      if (value !== undefined) reportPath(call.node, value, call.path.slice(-40), context);
    },
    kinds: ['include_expression', 'include_once_expression', 'require_expression', 'require_once_expression'],
    check(node, context) {
      const value = context.children(node)[0] ?? -1;
      if (context.family === 'php')
        reportPath(node, value, context.kind(node).replace(/_expression$/, ''), context);
    },
    wrong: [
      {
        language: 'python',
        code: '@app.route("/show/<name>")\ndef show(name):\n    return open(os.path.join("pages", name)).read()',
        line: 3,
        unsure: true,
      },
      {
        language: 'javascript',
        code: 'app.get("/f", (req, res) => {\n  fs.readFile(path.join(base, req.query.name), done);\n});',
        line: 2,
      },
      {
        language: 'python',
        code: 'def f():\n    name = request.args.get("name")\n    return open("files/" + name).read()',
        line: 3,
      },
      { language: 'php', code: '<?php\ninclude $_GET["page"] . ".php";', line: 2 },
      {
        language: 'go',
        code: 'package a\nfunc f(w http.ResponseWriter, r *http.Request) {\n\tos.ReadFile("files/" + r.FormValue("name"))\n}',
        line: 3,
      },
      {
        language: 'java',
        code: 'class A { void f(HttpServletRequest r) throws Exception {\n  new FileInputStream("files/" + r.getParameter("name"));\n} }',
        line: 2,
      },
    ],
    right: [
      {
        language: 'php',
        code: '<?php\nforeach ($views as $v) { if ($v["name"] == $_GET["name"]) $found = true; }\nif (!$found) give_up();\n$file = "views/" . $_GET["name"];\necho file_get_contents($file);',
      },
      { language: 'ruby', code: 'def upload\n  File.read(params[:tests][:tempfile])\nend' },
      {
        language: 'php',
        code: '<?php\nif (isset($_GET["lang"]) && !preg_match("/[^a-z]/", $_GET["lang"])) { $lang = strtolower($_GET["lang"]); }\necho file_get_contents($root . "/" . $lang . ".xml");',
      },
      {
        language: 'javascript',
        code: 'app.get("/f", (req, res) => { fs.readFile(path.join(base, "a.txt"), done); fs.readFile(path.join(base, path.basename(req.query.name)), done); });',
      },
      {
        language: 'javascript',
        code: 'app.get("/f", (req, res) => { const p = path.resolve(base, req.query.name); if (!p.startsWith(base)) return; fs.readFile(p, done); });',
      },
      { language: 'python', code: 'def f(path):\n    return open(path).read()' },
      { language: 'php', code: '<?php\ninclude __DIR__ . "/page.php";' },
    ],
  }),
  defineRule({
    id: 'world-writable',
    category: 'security',
    severity: 'medium',
    languages: everyLanguage,
    title: 'File open to everybody for writing',
    rationale: 'Every account on the machine may change the file.',
    cwe: 732,
    remediationMinutes: 10,
    skipTests: true,
    calls: [
      ...['chmod', 'chmodSync', 'fchmod', 'lchmod', 'Chmod', 'set_mode', 'from_mode'],
      ...['msgget', 'semget', 'shmget'],
    ],
    checkCall(call, context) {
      const isShared = /^(msg|sem|shm)get$/.test(call.name);
      if (isShared && context.family !== 'c') return;
      const mode = call.arguments
        .map((each) => (isShared ? createdWith(context.text(each)) : context.text(each)))
        .find((text) => /^(0o?|0O)\d{3,4}$/.test(text) || /^S_IRWXO$|(^|\|\s*)S_IRWXO/.test(text));
      if (mode === undefined) return;
      const others = Number.parseInt(mode.slice(-1), 8);
      const writable = /S_IRWXO/.test(mode) || (others & 2) !== 0;
      // The sticky bit is how shared folders such as /tmp are meant.
      if (!writable || /^0o?1\d{3}$/i.test(mode)) return;
      context.report(call.node, {
        ...(isShared ? {} : withoutOthersWriting(call, context)),
        message: `Mode \`${mode}\` in \`${call.path.slice(-30)}\` lets every account on the machine write.`,
        suggestion:
          'Give only what is needed: 0600 for secrets, 0644 for files that others read, 0755 for programs.',
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'import os\nos.chmod(path, 0o777)',
        line: 2,
        fixed: 'import os\nos.chmod(path, 0o755)',
      },
      { language: 'javascript', code: 'fs.chmodSync(path, 0o777);', fixed: 'fs.chmodSync(path, 0o755);' },
      {
        language: 'go',
        code: 'package a\nfunc f() { os.Chmod(p, 0777) }',
        line: 2,
        fixed: 'package a\nfunc f() { os.Chmod(p, 0755) }',
      },
      {
        language: 'c',
        code: 'void f(void) { chmod(path, 0666); }',
        fixed: 'void f(void) { chmod(path, 0644); }',
      },
      { language: 'php', code: '<?php\nchmod($path, 0777);', line: 2, fixed: '<?php\nchmod($path, 0755);' },
      { language: 'ruby', code: 'File.chmod(0777, path)', fixed: 'File.chmod(0755, path)' },
      { language: 'c', code: 'int f(void) { return msgget(IPC_PRIVATE, 0777 | IPC_CREAT); }' },
    ],
    right: [
      { language: 'python', code: 'os.chmod(path, 0o755)\nos.chmod(path, mode)' },
      { language: 'go', code: 'package a\nfunc f() { os.MkdirAll(p, 0777); os.Chmod(p, 0o1777) }' },
      { language: 'c', code: 'void f(void) { chmod(path, 0644); }' },
      {
        language: 'c',
        code: 'int f(key_t k) { return shmget(k, 64, IPC_CREAT | 0600) + shmget(k, 0, 0666); }',
      },
    ],
  }),
  defineRule({
    id: 'guessable-temporary-file',
    category: 'security',
    severity: 'medium',
    languages: ['python', 'c', 'cpp', 'php', 'ruby'],
    title: 'Temporary file whose name others can take first',
    rationale: 'Between choosing the name and opening it, another account can put a link there.',
    cwe: 377,
    remediationMinutes: 10,
    skipTests: true,
    calls: ['mktemp', 'tmpnam', 'tempnam', 'tmpnam_r'],
    checkCall(call, context) {
      const known =
        context.family === 'python'
          ? call.path === 'tempfile.mktemp'
          : context.family === 'c' && call.receiver < 0;
      if (!known || isOpenedExclusively(call, context)) return;
      // In a folder that is the program's own.
      if (
        context.family === 'python' &&
        /\bparent\b|\bself\._|te?mp_?dir|mkdtemp/i.test(
          context.short(
            context.option(call, 'dir') >= 0 ? context.option(call, 'dir') : (call.arguments[2] ?? -1),
            80,
          ),
        )
      )
        return;
      context.report(call.node, {
        message: `\`${call.path}\` only makes up a name: by the time it is opened, the file may be somebody else's.`,
        suggestion:
          context.family === 'python'
            ? 'Use tempfile.NamedTemporaryFile() or tempfile.mkstemp().'
            : 'Use mkstemp(), which creates and opens the file.',
      });
    },
    wrong: [
      { language: 'python', code: 'import tempfile\nname = tempfile.mktemp()', line: 2 },
      { language: 'c', code: 'void f(void) { char *n = tmpnam(NULL); }' },
    ],
    right: [
      { language: 'python', code: 'import tempfile\nfd, name = tempfile.mkstemp()' },
      { language: 'c', code: 'void f(void) { int fd = mkstemp(template); }' },
      {
        language: 'c',
        code: 'int f(char *template) { if (!mktemp(template)) return -1; return open(template, O_CREAT | O_EXCL | O_RDWR, 0600); }',
      },
    ],
  }),
  defineRule({
    id: 'archive-extracted-blindly',
    category: 'security',
    severity: 'medium',
    languages: ['python'],
    title: 'Archive unpacked wherever it says',
    rationale: 'Names in a tar file may be absolute or climb with `../`; Python 3.12 added filters for this.',
    cwe: 22,
    source: 'PEP 706',
    remediationMinutes: 10,
    skipTests: true,
    calls: ['extractall'],
    checkCall(call, context) {
      if (
        !context.says(/tarfile/) ||
        /^(zf?|zip\w*|zip_?file|archive_zip|zfile)\.extractall$/i.test(call.path)
      )
        return;
      if (
        context.option(call, 'filter') >= 0 ||
        context.option(call, 'members') >= 0 ||
        call.arguments.length > 1
      )
        return;
      if (!/tar/i.test(call.path) && !context.says(/tarfile\.open\([^)]*\)\s+as\s+\w+/)) return;
      if (context.says(/extraction_filter|\.filter\s*=|is_within_directory|safe_extract/)) return;
      if (isZip(call, context)) return;
      context.report(call.node, {
        ...withArgument(call, 'filter="data"', context),
        message: `\`${call.path}\` writes members wherever their names point, outside the folder too.`,
        suggestion: `${call.path}(path, filter="data")`,
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'import tarfile\nwith tarfile.open(path) as tar:\n    tar.extractall(target)',
        line: 3,
        fixed: 'import tarfile\nwith tarfile.open(path) as tar:\n    tar.extractall(target, filter="data")',
      },
    ],
    right: [
      {
        language: 'python',
        code: 'import tarfile\nwith tarfile.open(path) as tar:\n    tar.extractall(target, filter="data")',
      },
      {
        language: 'python',
        code: 'import tarfile, zipfile\nwith zipfile.ZipFile(path) as archive:\n    archive.extractall(target)',
      },
    ],
  }),
];

function isZip(call: Call, context: RuleContext): boolean {
  const name = context.text(call.receiver);
  return new RegExp(`ZipFile\\([^\\n]*\\)\\s+as\\s+${name}\\b|\\b${name}\\s*=\\s*(zipfile\\.)?ZipFile`).test(
    context.source,
  );
}

/** C: the mode among the flags that make a queue, a set of semaphores or shared memory; the empty string where none is made. */
function createdWith(flags: string): string {
  return /\bIPC_CREAT\b/.test(flags) && !flags.includes('?')
    ? (/(?<![\w.])0[0-7]{3}(?!\w)/.exec(flags)?.[0] ?? '')
    : '';
}
