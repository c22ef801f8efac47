import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, js } from '../languages.ts';
import type { Call } from '../reading/calls.ts';
import { openedBy } from '../reading/opened.ts';
import { statementOf } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** The local variable that takes the result, or the empty string. */
function takenBy(call: Call, context: RuleContext): string {
  let up = context.parent(call.node);
  let below = call.node;
  while (
    /^(expression_list|parenthesized_expression|cast_expression|equals_value_clause|await_expression)$/.test(
      context.kind(up),
    )
  ) {
    below = up;
    up = context.parent(up);
  }
  const kind = context.kind(up);
  if (
    !/^(assignment|variable_declarator|init_declarator|short_var_declaration|assignment_expression|assignment_statement)$/.test(
      kind,
    )
  )
    return '';
  if (context.field(up, 'right') >= 0 && context.field(up, 'right') !== below) return '';
  const target =
    ['left', 'name', 'declarator'].map((field) => context.field(up, field)).find((each) => each >= 0) ??
    context.children(up)[0] ??
    -1;
  const name = /^\*?\s*(\w+)/.exec(context.text(target))?.[1] ?? '';
  // `field = name = malloc(…)` and `*out = fopen(…)` hand it on.
  if (
    /^assignment/.test(kind) &&
    (/^\s*\*/.test(context.text(target)) ||
      /^(assignment|init_declarator)/.test(context.kind(context.parent(up))))
  )
    return '';
  // A field or an element outlives the function.
  return /^[*\s]*\w+(\s*,\s*\w+)*$/.test(context.text(target)) && name !== '_' ? name : '';
}

/** Whether a variable leaves the function or is handed on: then somebody else may close it. */
function escapes(name: string, from: number, owner: NodeIndex, context: RuleContext): boolean {
  const rest = context.source.slice(from, context.tree.end[owner]);
  const use = `(?<![\\w$.])${name}(?![\\w$])`;
  return (
    new RegExp(
      `\\b(return|yield)\\b[^;\\n]*${use}(?!\\s*(\\??\\.(?!(getFD|getChannel|fileno|detach)\\b)|->|\\[))`,
    ).test(rest) ||
    // An argument, an element, a value of something else.
    new RegExp(`[(,[{]\\s*&?${use}\\s*[,)\\]}]`).test(rest) ||
    new RegExp(`[=:]\\s*&?\\(?${use}\\s*([,;)}\\]\\n]|$)`).test(rest) ||
    // A method of it is kept, or its number: `emit = stream.write`, `os.dup2(stream.fileno(), 1)`.
    new RegExp(`=\\s*${use}\\.\\w+\\s*(\\n|;|$)`).test(rest) ||
    new RegExp(`\\bdup2?\\(\\s*${use}\\.fileno\\b`).test(rest) ||
    // Its list entry is hung up somewhere, and it with it.
    (context.family === 'c' && new RegExp(`&\\s*${use}\\s*(->|\\.)`).test(rest)) ||
    new RegExp(`with\\s+(closing\\()?${use}|using\\s*\\(\\s*${use}|try\\s*\\(\\s*${use}`).test(rest) ||
    new RegExp(`=\\s*\\([^()]*\\)\\s*${use}`).test(rest) ||
    new RegExp(`(->|=>)\\s*${use}`).test(rest) ||
    (context.family === 'ruby' && new RegExp(`[\\w,] +${use}\\s*(,|\\n)`).test(rest)) ||
    new RegExp(`<<\\s*${use}|${use}\\s*=[^=]`).test(rest)
  );
}

export const resourceRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'resource-not-closed',
    category: 'reliability',
    severity: 'medium',
    languages: ['python', 'java', 'csharp', 'go', 'ruby', ...cAndCpp, ...js],
    title: 'Opened and never closed',
    rationale: 'Files, connections and memory run out; what was written may not reach the disk.',
    cwe: 772,
    remediationMinutes: 10,
    skipTests: true,
    calls: [
      ...[
        'open',
        'ZipFile',
        'socket',
        'NamedTemporaryFile',
        'new',
        'Open',
        'Create',
        'OpenFile',
        'CreateTemp',
        'Dial',
        'Listen',
        'DialTimeout',
        'OpenReader',
        'Get',
        'Post',
        'Head',
        'PostForm',
        'Do',
      ],
      ...[
        'FileInputStream',
        'FileOutputStream',
        'FileReader',
        'FileWriter',
        'RandomAccessFile',
        'Scanner',
        'PrintWriter',
        'BufferedReader',
        'BufferedWriter',
        'JarFile',
        'Socket',
        'ServerSocket',
        'ObjectInputStream',
        'ObjectOutputStream',
      ],
      ...[
        'newInputStream',
        'newOutputStream',
        'newBufferedReader',
        'newBufferedWriter',
        'lines',
        'list',
        'walk',
        'newByteChannel',
        'newDirectoryStream',
      ],
      ...[
        'FileStream',
        'StreamReader',
        'StreamWriter',
        'BinaryReader',
        'BinaryWriter',
        'SqlConnection',
        'SqlCommand',
        'TcpClient',
        'ZipArchive',
        'NpgsqlConnection',
        'SqliteConnection',
        'OpenRead',
        'OpenWrite',
        'OpenText',
        'CreateText',
        'AppendText',
      ],
      ...[
        'fopen',
        'fdopen',
        'tmpfile',
        'opendir',
        'popen',
        'malloc',
        'calloc',
        'strdup',
        'strndup',
        'openSync',
      ],
    ],
    checkCall(call, context) {
      const opened = openedBy(call, context);
      // `File.open(path, &:read)` closes it, and a function of the file's own may be called `open`.
      if (context.family === 'ruby' && /&:?\w+\)?$/.test(context.short(call.node, 300))) return;
      if (context.family === 'python' && call.path === 'open' && context.says(/^def open\(/m)) return;
      const owner = context.enclosingFunction(call.node);
      if (opened === null || owner < 0) return;
      // Python reads `open(p).read()` in one breath, and leaves the closing to the collector.
      const name = takenBy(call, context);
      const { tree } = context;
      if (name === '') {
        const up = context.parent(call.node);
        if (
          context.family !== 'python' ||
          context.kind(up) !== 'attribute' ||
          !/^(read|write|readlines|readline|writelines)$/.test(context.text(context.field(up, 'attribute')))
        )
          return;
        if (!/^(open|io\.open|codecs\.open)$/.test(call.path)) return;
        context.report(call.node, {
          severity: 'low',
          message: `\`${context.short(context.parent(call.node), 50)}\` leaves the file open until the collector comes by.`,
          suggestion: 'with open(…) as file: …, or pathlib.Path(…).read_text()',
        });
        return;
      }
      const statement = statementOf(call.node, context);
      const text = context.source.slice(tree.start[owner], tree.end[owner]);
      if (
        /^\s*(using|await using|static|global)\b/.test(context.short(statement, 40)) ||
        /^(resource|with_item)$/.test(context.kind(context.parent(call.node)))
      )
        return;
      if (
        opened.closing.source.includes('NAME')
          ? new RegExp(opened.closing.source.replaceAll('NAME', name), opened.closing.flags).test(text)
          : new RegExp(`(?<![\\w$])${name}\\??${opened.closing.source}`).test(text)
      )
        return;
      if (context.family === 'c' && opened.closing.test(text)) return;
      const isOnlyRead = context.family === 'python' && isReadThrough(name, call.node, owner, context);
      if (!isOnlyRead && escapes(name, tree.end[call.node]!, owner, context)) return;
      // A name from outside of the function, a field without `this`, or memory that its struct keeps.
      const isOwn = (context.definitions().get(name) ?? []).some(
        (each) => each.scope === owner && /declar|assignment$|resource/.test(context.kind(each.node)),
      );
      if (
        !isOwn ||
        (context.kind(context.parent(call.node)) === 'assignment_expression' &&
          /^(c|java|csharp)$/.test(context.family) &&
          !isDeclaredIn(name, owner, context))
      )
        return;
      if (new RegExp(`\\b(global|nonlocal|static)\\b[^\\n;]*\\b${name}\\b`).test(text)) return;
      if (
        context.family === 'c' &&
        /^(malloc|calloc|strdup|strndup)$/.test(call.name) &&
        !new RegExp(`(?<![\\w$.])${name}\\s*(\\[|->|;)`).test(text)
      )
        return;
      // What a program opens for as long as it runs, its end closes.
      if (context.family === 'python' && isOfProgram(owner, context)) return;
      context.report(call.node, {
        message: `\`${name}\`, opened by \`${opened.what}\`, is neither closed nor handed on in this function.`,
        suggestion: opened.instead.replaceAll('NAME', name),
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'def f(path):\n    file = open(path)\n    data = file.read()\n    return data',
        line: 2,
      },
      { language: 'python', code: 'def f(path):\n    return open(path).read()', line: 2 },
      {
        language: 'python',
        code: 'def f(path):\n    file = open(path)\n    config = json.load(file)\n    return config',
        line: 2,
      },
      {
        language: 'python',
        code: 'def f(path):\n    total = 0\n    file = open(path, "rb")\n    for block in read_chunks(file, size=10):\n        total += len(block)\n    return total',
        line: 3,
      },
      {
        language: 'java',
        code: 'class A { int f(String p) throws Exception {\n  FileInputStream in = new FileInputStream(p);\n  return in.read();\n} }',
        line: 2,
      },
      {
        language: 'csharp',
        code: 'class A { int F(string p) {\n  var s = new FileStream(p, FileMode.Open);\n  return s.ReadByte();\n} }',
        line: 2,
      },
      {
        language: 'go',
        code: 'package a\nfunc f(p string) (int, error) {\n\tfile, err := os.Open(p)\n\tif err != nil {\n\t\treturn 0, err\n\t}\n\treturn file.Read(buffer)\n}',
        line: 3,
      },
      {
        language: 'c',
        code: 'int f(const char *p) {\n  FILE *file = fopen(p, "r");\n  if (!file) return 1;\n  return 0;\n}',
        line: 2,
      },
    ],
    right: [
      { language: 'ruby', code: 'def f(path)\n  text = File.open(path, &:read)\n  text.lines\nend' },
      {
        language: 'python',
        code: 'def trace(path):\n    global emit\n    stream = open(path, "w")\n    emit = stream.write\ndef become_daemon(path):\n    log = open(path, "a")\n    os.dup2(log.fileno(), 1)\ndef main():\n    report = open(sys.argv[1])\n    print(report.read())',
      },
      {
        language: 'java',
        code: 'class A { void f(InputStream is, String s) throws Exception { InputStreamReader r = new InputStreamReader(is); BufferedReader b = new BufferedReader(r); g(b.readLine()); Scanner c = new Scanner(s); g(c.next()); } }',
      },
      {
        language: 'java',
        code: 'class A { Object f(byte[] d) throws Exception { ByteArrayInputStream in = new ByteArrayInputStream(d); ObjectInputStream is = new ObjectInputStream(in); return is.readObject(); } }',
      },
      {
        language: 'python',
        code: 'def f(path):\n    with open(path) as file:\n        return file.read()\ndef g(path):\n    file = open(path)\n    return file\ndef h(path):\n    file = open(path)\n    try:\n        use(file)\n    finally:\n        file.close()\nclass A:\n    def i(self, path):\n        self.file = open(path)',
      },
      {
        language: 'java',
        code: 'class A { int f(String p) throws Exception { try (FileInputStream in = new FileInputStream(p)) { return in.read(); } } InputStream g(String p) { FileInputStream in = new FileInputStream(p); return new BufferedInputStream(in); } }',
      },
      {
        language: 'go',
        code: 'package a\nfunc f(p string) error {\n\tfile, err := os.Open(p)\n\tif err != nil {\n\t\treturn err\n\t}\n\tdefer file.Close()\n\treturn nil\n}\nfunc g(p string) (*os.File, error) {\n\tfile, err := os.Open(p)\n\treturn file, err\n}',
      },
      {
        language: 'csharp',
        code: 'class A { int F(string p) { using var s = new FileStream(p, FileMode.Open); using (var t = new StreamReader(s)) { return t.Read(); } } }',
      },
      {
        language: 'c',
        code: 'int add(struct list *all) { struct entry *e = calloc(1, sizeof(*e)); if (!e) return 1; e->id = 1; LIST_APPEND(all, &e->list); return 0; }\nFILE *f(const char *p) { FILE *file = fopen(p, "r"); return file; }\nvoid g(const char *p) { FILE *file = fopen(p, "r"); use(file); fclose(file); }',
      },
    ],
  }),
];

const pythonReaders =
  /\b(?:json\.load|pickle\.load|yaml\.(?:safe_)?load|tomllib\.load|csv\.(?:reader|DictReader|writer|DictWriter)|hashlib\.file_digest|shutil\.copyfileobj|enumerate|list|sorted|iter)\(\s*$|\b(?:json|pickle)\.dump\(\s*[\w.]*,?\s*$|\bprint\([^\n]*,\s*file=\s*$/;

/** Whether what is written in front of a name hands it to a reader: one of the library's, or one whose pieces a loop goes over. */
function isReading(before: string): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return pythonReaders.test(line) || /^\s*for\b.* in (?:self\.)?_?(?:read|iter)_\w+\(\s*$/.test(line);
}

/** Whether Python's file is handed to nothing but readers, which leave it open: `json.load(f)`. */
function isReadThrough(name: string, call: NodeIndex, owner: NodeIndex, context: RuleContext): boolean {
  const { tree, source } = context;
  if (!/^(open|io\.open)$/.test(context.call(call)?.path ?? '')) return false;
  const rest = source.slice(tree.end[call], tree.end[owner]);
  if (rest.length > 4_000) return false;
  const uses = [...rest.matchAll(new RegExp(`(?<![\\w.])${name}(?!\\w)`, 'g'))];
  return (
    uses.length > 0 &&
    uses.every((each) => {
      const after = rest.slice(each.index + name.length, each.index + name.length + 12);
      return (
        /^\.(read|readline|readlines|write|seek)\(/.test(after) ||
        (/^\s*[,):]/.test(after) && isReading(rest.slice(0, each.index))) ||
        // Another file by that name, which is closed.
        /\bwith\b[^\n]*\bas $/.test(rest.slice(0, each.index)) ||
        /\bfor\s+\w+\s+in\s+$/.test(rest.slice(0, each.index))
      );
    })
  );
}

/** Whether a function is all that a script does: it reads the command line, or ends the process. */
function isOfProgram(owner: NodeIndex, context: RuleContext): boolean {
  return (
    /^_?main$/.test(context.functionName(owner)) ||
    /\bsys\.(exit|argv)\b|\bos\.(_exit|exec[lv]\w*)\(/.test(context.text(owner))
  );
}

/** Whether a function declares a variable itself, with a type. */
function isDeclaredIn(name: string, owner: NodeIndex, context: RuleContext): boolean {
  const { tree } = context;
  const body = context.source.slice(tree.start[context.field(owner, 'body')], tree.end[owner]);
  return new RegExp(`\\b[A-Za-z_][\\w<>:\\[\\]]*\\s*[*&\\s]\\s*${name}\\s*(=[^=]|;|,)`).test(body);
}
