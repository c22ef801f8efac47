import type { NodeIndex } from '../syntax-tree.ts';
import type { Call } from './calls.ts';
import type { RuleContext } from './context.ts';
import { cAndCpp, js } from './languages.ts';
import { defineRule, type RuleDeclaration } from './rule.ts';
import { statementOf } from './statements.ts';

interface Opened {
  what: string;
  /** How it is given back, as a pattern with NAME for the variable. */
  closing: RegExp;
  instead: string;
}

const javaStreams =
  /^(FileInputStream|FileOutputStream|FileReader|FileWriter|RandomAccessFile|Scanner|PrintWriter|BufferedReader|BufferedWriter|ZipFile|JarFile|Socket|ServerSocket|ObjectInputStream|ObjectOutputStream)$/;
const csharpStreams =
  /^(FileStream|StreamReader|StreamWriter|BinaryReader|BinaryWriter|SqlConnection|SqlCommand|TcpClient|ZipArchive|NpgsqlConnection|SqliteConnection)$/;

/** Whether a Java stream lies around an array in memory, which holds nothing that has to be given back. */
function isInMemory(call: Call, context: RuleContext): boolean {
  const inner = context.text(call.arguments[0] ?? -1);
  return (
    /^\w+$/.test(inner) &&
    context.says(
      new RegExp(`\\b${inner}\\s*=\\s*new (ByteArray|CharArray|String)\\w*(Stream|Reader|Writer)\\b`),
    )
  );
}

/** What a call opens that has to be closed, or null. */
function openedBy(call: Call, context: RuleContext): Opened | null {
  switch (context.family) {
    case 'python':
      if (
        /^(open|io\.open|codecs\.open|gzip\.open|bz2\.open|lzma\.open|tarfile\.open|zipfile\.ZipFile|socket\.socket|sqlite3\.connect|tempfile\.NamedTemporaryFile|os\.popen|subprocess\.Popen)$/.test(
          call.path,
        ) &&
        !/sqlite3|Popen|popen/.test(call.path)
      )
        return {
          what: call.path,
          closing: /\.(close|shutdown|detach|__exit__|release)\b/,
          instead: `with ${call.path}(…) as NAME:`,
        };
      return null;
    case 'java':
      if (
        call.isNew &&
        javaStreams.test(call.name) &&
        !isInMemory(call, context) &&
        !/System\.(in|out|err)|StringReader|StringWriter|ByteArray|CharArray|Writer\(.*[wW]riter|sw\b/.test(
          context.short(call.node, 200),
        )
      )
        return {
          what: `new ${call.name}`,
          closing: /\.(close|closeQuietly|shutdown)\b|close\w*\(\s*NAME/,
          instead: `try (${call.name} NAME = new ${call.name}(…)) { … }`,
        };
      if (
        /^Files\.(newInputStream|newOutputStream|newBufferedReader|newBufferedWriter|lines|list|walk|newByteChannel|newDirectoryStream)$/.test(
          call.path,
        )
      )
        return {
          what: call.path,
          closing: /\.close\b|close\w*\(\s*NAME/,
          instead: `try (var NAME = ${call.path}(…)) { … }`,
        };
      return null;
    case 'csharp':
      // Readers and writers around a stream that somebody else opened are not theirs to close.
      if (
        /^(Binary|Stream)(Reader|Writer)$|^ZipArchive$/.test(call.name) &&
        !/path|file|name|"/i.test(context.text(call.arguments[0] ?? -1))
      )
        return null;
      if (
        (call.isNew &&
          csharpStreams.test(call.name) &&
          !/MemoryStream|Console\./.test(context.short(call.node, 200))) ||
        /^File\.(OpenRead|OpenWrite|OpenText|CreateText|Create|Open|AppendText)$/.test(call.path)
      )
        return {
          what: call.path,
          closing: /\.(Close|Dispose|DisposeAsync)\b/,
          instead: 'using var NAME = …;',
        };
      return null;
    case 'go':
      if (
        /^os\.(Open|Create|OpenFile|CreateTemp)$|^net\.(Dial|Listen|DialTimeout)$|^(zip|gzip)\.(OpenReader|NewReader)$|^sql\.Open$/.test(
          call.path,
        ) &&
        !/gzip\.NewReader|sql\.Open|zip\.NewReader/.test(call.path)
      )
        return { what: call.path, closing: /\.(Close|CloseWrite)\b/, instead: 'defer NAME.Close()' };
      if (
        /^http\.(Get|Post|Head|PostForm|DefaultClient\.(Do|Get))$/.test(call.path) ||
        (/(^|\.)(\w*[cC]lient|http|hc)\.Do$/.test(call.path) &&
          context.says(/net\/http|http\.Request|http\.NewRequest/))
      )
        return {
          what: call.path,
          closing: /\.Body\.Close\b|\.Body\b(?!\))/,
          instead: 'defer NAME.Body.Close()',
        };
      return null;
    case 'c':
      if (call.receiver >= 0) return null;
      if (/^(fopen|fdopen|tmpfile|freopen)$/.test(call.name))
        return { what: call.name, closing: /\bfclose\s*\(\s*NAME\b|fclose/, instead: 'fclose(NAME);' };
      if (/^(opendir)$/.test(call.name))
        return { what: call.name, closing: /closedir/, instead: 'closedir(NAME);' };
      if (/^(popen)$/.test(call.name))
        return { what: call.name, closing: /pclose/, instead: 'pclose(NAME);' };
      if (/^(malloc|calloc|strdup|strndup)$/.test(call.name))
        return {
          what: call.name,
          closing: /\b\w*(free|destroy|release|unref|delete)\w*\s*\(\s*NAME\b/i,
          instead: 'free(NAME);',
        };
      return null;
    case 'ruby':
      if (/^File\.(open|new)$/.test(call.path) && context.field(call.node, 'block') < 0)
        return {
          what: call.path,
          closing: /\.(close|close!|unlink)\b/,
          instead: 'File.open(…) { |NAME| … }',
        };
      return null;
    case 'js':
      if (/^(fs\.)?openSync$/.test(call.path))
        return { what: call.path, closing: /closeSync/, instead: 'try { … } finally { closeSync(NAME); }' };
      return null;
    default:
      return null;
  }
}

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
    new RegExp(`\\b(return|yield)\\b[^;\\n]*${use}(?!\\s*(\\??\\.|->|\\[))`).test(rest) ||
    // An argument, an element, a value of something else.
    new RegExp(`[(,[{]\\s*&?${use}\\s*[,)\\]}]`).test(rest) ||
    new RegExp(`[=:]\\s*&?\\(?${use}\\s*([,;)}\\]\\n]|$)`).test(rest) ||
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
      if (escapes(name, tree.end[call.node]!, owner, context)) return;
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
  defineRule({
    id: 'lock-not-released',
    category: 'reliability',
    severity: 'high',
    languages: ['go', 'java', 'python', 'csharp', ...cAndCpp],
    title: 'Lock taken and never given back',
    rationale: 'The next one who wants it waits for ever.',
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
      const text = context.source.slice(tree.start[owner], tree.end[owner]);
      const lock = call.receiver >= 0 ? context.text(call.receiver) : context.text(call.arguments[0] ?? -1);
      const releases = {
        go: call.name === 'RLock' ? 'RUnlock' : 'Unlock',
        java: 'unlock|unlockRead|unlockWrite|close',
        python: 'release|__exit__|notify|locked',
        csharp: 'Exit|Pulse|Wait',
        c: 'pthread_\\w*unlock|mtx_unlock|unlock\\w*|pthread_cond_wait|destroy',
      }[context.family as 'go'];
      if (releases === undefined) return;
      if (context.family === 'go' && !/^(Lock|RLock)$/.test(call.name)) return;
      if (
        context.family === 'java' &&
        (call.name !== 'lock' || call.arguments.length > 0 || !/lock|mutex/i.test(lock))
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
      if (new RegExp(`\\b(${releases})\\b`).test(text)) return;
      // A function that is called so takes the lock for somebody else.
      const name = `${context.functionName(owner)} ${context.functionName(context.enclosingFunction(owner))}`;
      if (/lock|acquire|enter|begin|start|suspend|atfork|prepare|open|guard|stop/i.test(name)) return;
      if (context.hasComment(statementOf(call.node, context))) return;
      context.report(call.node, {
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
      { language: 'go', code: 'package a\nfunc (c *C) add(n int) {\n\tc.mu.Lock()\n\tc.n += n\n}', line: 3 },
      {
        language: 'java',
        code: 'class A { void add(int n) {\n  this.lock.lock();\n  this.n += n;\n} }',
        line: 2,
      },
      { language: 'python', code: 'def add(self, n):\n    self.lock.acquire()\n    self.n += n', line: 2 },
      {
        language: 'c',
        code: 'void add(struct c *c, int n) {\n  pthread_mutex_lock(&c->mutex);\n  c->n += n;\n}',
        line: 2,
      },
    ],
    right: [
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
        code: 'def add(self, n):\n    with self.lock:\n        self.n += n\ndef g(self):\n    self.lock.acquire()\n    try:\n        f()\n    finally:\n        self.lock.release()',
      },
    ],
  }),
];

/** Whether a function declares a variable itself, with a type. */
function isDeclaredIn(name: string, owner: NodeIndex, context: RuleContext): boolean {
  const { tree } = context;
  const body = context.source.slice(tree.start[context.field(owner, 'body')], tree.end[owner]);
  return new RegExp(`\\b[A-Za-z_][\\w<>:\\[\\]]*\\s*[*&\\s]\\s*${name}\\s*(=[^=]|;|,)`).test(body);
}
