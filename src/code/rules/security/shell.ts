// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the examples are code.

import type { RuleContext } from '../context.ts';
import { everyLanguage } from '../languages.ts';
import { type BuiltString, builtString, hole } from '../reading/built-string.ts';
import { type Call, withArguments } from '../reading/calls.ts';
import { definitionsOf } from '../reading/constants.ts';
import { isChosenElsewhere, isGiven } from '../reading/given.ts';
import { isGuarded, reachingDefinitions } from '../reading/reaching.ts';
import { clientInput, isHarmless } from '../reading/taint.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const shells = /^(\/(usr\/)?bin\/)?(sh|bash|zsh|dash|ksh|cmd|cmd\.exe|powershell|pwsh)$/i;

const saferByFamily: Readonly<Record<string, string>> = {
  js: 'Use execFile(program, [argument, …]), which starts no shell.',
  python: 'Use subprocess.run([program, argument, …]) without shell=True.',
  java: 'Use new ProcessBuilder(program, argument, …): each argument stays one argument.',
  go: 'Use exec.Command(program, argument, …) without a shell.',
  rust: 'Use Command::new(program).arg(argument) without a shell.',
  c: 'Use execv or posix_spawn with an argument vector instead of a shell.',
  csharp: 'Use ProcessStartInfo with ArgumentList.Add(argument).',
  ruby: 'Pass program and arguments apart: system(program, argument, …).',
  php: 'Pass each value through escapeshellarg(), or use proc_open with an array.',
};

/** The argument that a shell will read, or -1 when this call starts no shell. */
function shellText(call: Call, context: RuleContext): number {
  const first = call.arguments[0] ?? -1;
  switch (context.family) {
    case 'js': {
      if (/^(exec|execSync)$/.test(call.name)) {
        const bare =
          call.receiver < 0 ||
          /^(child_?process|cp|childProcess|proc|shell|shelljs|ssh|conn)$/i.test(context.text(call.receiver));
        const imported = context.says(/child_process|shelljs/);
        return bare && imported ? first : -1;
      }
      const shell = context.option(call, 'shell');
      return shell >= 0 && context.text(shell) !== 'false' && context.says(/child_process|execa|spawn/)
        ? first
        : -1;
    }
    case 'python': {
      if (
        /^(os\.(system|popen)|commands\.getoutput|subprocess\.getoutput|subprocess\.getstatusoutput|asyncio\.create_subprocess_shell|create_subprocess_shell|popen2?)$/.test(
          call.path,
        )
      )
        return first;
      if (/^(getoutput|getstatusoutput)$/.test(call.name)) return first;
      return context.text(context.option(call, 'shell')) === 'True' ? first : -1;
    }
    case 'java':
      if (/getRuntime\(\)\.exec$/.test(call.path) || /^(runtime|rt)\.exec$/i.test(call.path)) {
        const items = context.childOfKind(first, 'array_initializer');
        return items < 0 ? first : afterShell(withArguments(call, context.children(items)), context);
      }
      return /^ProcessBuilder$/.test(call.name) ? afterShell(call, context) : -1;
    case 'go':
      return /^exec\.Command(Context)?$/.test(call.path) ? afterShell(call, context) : -1;
    case 'c':
      if (/^(system|popen|_popen|wsystem|_wsystem)$/.test(call.name) && call.receiver < 0) return first;
      return /^std::system$/.test(call.path) ? first : -1;
    case 'csharp':
      return /(^|\.)(Process\.Start|ProcessStartInfo)$/.test(call.path) ? afterShell(call, context) : -1;
    case 'ruby':
      if (!/^(system|exec|spawn|popen|capture2|capture2e|capture3|popen3)$/.test(call.name)) return -1;
      // A method of the file's own, which writes a line to the terminal or the like.
      if (
        call.receiver < 0 &&
        context.says(new RegExp(`^\\s*def\\s+(?:self\\.)?${call.name}\\b(?![?!=])`, 'm'))
      )
        return -1;
      if (call.receiver >= 0 && !/^(Kernel|IO|Open3|Process)$/.test(context.text(call.receiver))) return -1;
      // In the block of an object that is being made, `exec` may well be that object's own.
      if (call.name === 'exec' && call.receiver < 0 && isInBuilder(call.node, context)) return -1;
      return call.arguments.filter((each) => context.kind(each) !== 'pair').length === 1 ? first : -1;
    case 'php':
      return call.receiver < 0 ? first : -1;
    default:
      return -1;
  }
}

/** Ruby: whether a call stands in the block of a constructor: `Command.new do … end`. */
function isInBuilder(node: number, context: RuleContext): boolean {
  for (let up = context.parent(node); up >= 0; up = context.parent(up))
    if (/^(do_block|block)$/.test(context.kind(up)) && context.call(context.parent(up))?.name === 'new')
      return true;
  return false;
}

/** The text after `sh -c`, when the arguments start so. */
function afterShell(call: Call, context: RuleContext): number {
  const values = call.arguments.map((each) => context.stringValue(each));
  const shell = values.findIndex((value) => value !== null && shells.test(value));
  return shell < 0
    ? -1
    : (call.arguments.find((each, index) => index > shell && !context.isConstant(each)) ?? -1);
}

/** Java's `exec` of one text starts no shell, unless the text does. */
function isSplitAtSpaces(node: number, text: number, context: RuleContext): boolean {
  return (
    context.family === 'java' &&
    context.call(node)?.name === 'exec' &&
    context.call(node)?.arguments[0] === text &&
    !/^"?(\/bin\/)?(ba|da|z|k)?sh\b|^"?cmd\b/i.test(context.text(text))
  );
}

function report(node: number, text: number, context: RuleContext, what: string): void {
  const built = builtString(context, text);
  const input = clientInput(context, text);
  const suspects =
    built?.dynamic.filter(
      (each) => !isHarmless(context, each) && !isQuotedField(each, context) && !isOwnPlace(each, context),
    ) ?? [];
  // What no caller chooses is the program's own: a setting, a field, the name of a tool.
  if (
    input === null &&
    !suspects.some((each) => isChosenElsewhere(context, each)) &&
    (suspects.length === 0 || !namesShell.test(built?.text ?? ''))
  )
    return;
  const unsure =
    input === null &&
    !isPassedOn(built, suspects, context) &&
    ![text, ...suspects].some((each) => isJoined(each, context));
  const names = suspects.slice(0, 3).map((each) => `\`${context.short(each, 40)}\``);
  if (isSplitAtSpaces(node, text, context)) {
    context.report(node, {
      unsure,
      severity: input === null ? 'medium' : 'high',
      message:
        `${what} splits its text at white space into program and arguments: a blank in ${names.join(', ') || `\`${context.short(text, 40)}\``} ` +
        `adds arguments of its own${input === null ? '' : ` (it comes from a client: \`${input}\`)`}.`,
      suggestion: saferByFamily[context.family] ?? null,
      evidence: input === null ? [] : [`client input: ${input}`],
    });
    return;
  }
  context.report(node, {
    unsure,
    severity: input === null ? 'medium' : 'critical',
    message:
      `${what} hands a shell a command line with ${names.join(', ') || `\`${context.short(text, 40)}\``} in it: ` +
      `a \`;\`, \`$(…)\` or quote in that value runs other commands${input === null ? '' : ` (it comes from a client: \`${input}\`)`}.`,
    suggestion: saferByFamily[context.family] ?? null,
    evidence: input === null ? [] : [`client input: ${input}`],
  });
}

/** Whether the command is the code's own and takes what a caller gave as it is: `"git log " + branch`. */
function isPassedOn(built: BuiltString | null, suspects: readonly number[], context: RuleContext): boolean {
  if (built === null || built.text.startsWith(hole)) return false;
  // Part of a command is an argument where the program stands in front of it; a whole one follows `exec`, a separator or what stands for no program.
  const isOnlyPart =
    !built.text.startsWith(`exec ${hole}`) &&
    !new RegExp(`(?:[;&|]|--)\\s*["']?${hole}`).test(built.text) &&
    new RegExp(`^\\s*[A-Za-z_./~][^${hole}]*\\s["']?${hole}`).test(built.text);
  // Behind < or > stands a file, whatever it is called.
  const isFile = new RegExp(`[<>]\\s*["']?${hole}`).test(built.text);
  return suspects.some((each) =>
    isArgument(each, context, isFile ? /./ : isOnlyPart ? /^(cmd|command)$/ : null),
  );
}

/** Whether a list of arguments is made one text, in which a blank of theirs parts them anew: `" ".join(arguments)`. */
function isJoined(node: number, context: RuleContext): boolean {
  return /^(['"`]) \1\.join\(|\.join\((['"`]) \2\)$|\bJoin\([^()]*, (['"`]) \3\)$|^(join|implode)\((['"`]) \5,/.test(
    context.short(node, 300),
  );
}

/** What a program calls a command, or part of one, that others are to write. */
const commandName =
  /(^|_)(cmd|command|options?|opts|args|arguments|flags|params|shell|exec|prog(ram)?|redirect\w*|script|target|task|mode|var(name)?)$|^command_/i;

/** Whether a value is what a caller gave for one argument of the command; `spared` are names of commands that mean an argument where this one stands. */
function isArgument(node: number, context: RuleContext, spared: RegExp | null = null): boolean {
  const name = context.text(node).replace('$', '');
  return (
    isGiven(context, node) &&
    !isGuarded(context, node, context.text(node)) &&
    (!commandName.test(name) || spared?.test(name) === true) &&
    // Numbers, by what stands for one that is left out.
    !new RegExp(`[(,\\s]\\$?${name}\\s*=\\s*\\d`).test(context.short(context.enclosingFunction(node), 200))
  );
}

/** A text that starts a shell of its own: what follows is read twice. */
const namesShell = /^\s*(\/bin\/)?(ba|z|k|da)?sh\s+-c\b|^\s*cmd(\.exe)?\s+\/c\b/i;

/** What a program names itself: its own folder, and files and folders for a while. */
const ownPlace =
  /__DIR__|__FILE__|\b__file__\b|__dirname|__filename|__dir__|\b(sys_get_temp_dir|tempnam|tmpnam|tmpfile|mk[ds]?temp|mkdtemp|gettempdir|tmpdir|NamedTemporaryFile|TemporaryDirectory|createTempFile|createTempDirectory|GetTempPath|GetTempFileName|TempDir|MkdirTemp|CreateTemp|getpid)\b/;

/** Whether a value is a place that the program itself named, which nobody writes commands into. */
function isOwnPlace(node: number, context: RuleContext): boolean {
  const text = context.short(node, 200);
  if (ownPlace.test(text) || /(^|[^a-z])(tmp|temp)_?(dir|file|folder|path|name)\w*$/i.test(text)) return true;
  if (/\w*(tmp|temp)(dir|file|path)(name)?$/i.test(text) || isOfFixedList(node, context)) return true;
  if (
    context.family === 'c' &&
    /^\w+$/.test(text) &&
    new RegExp(`\\b${text}\\s*=\\s*\\w*(tmpnam|mkd?temp|tempnam)\\s*\\(`).test(
      context.text(context.enclosingFunction(node)),
    )
  )
    return true;
  const definitions = reachingDefinitions(context, node);
  return (
    definitions.length > 0 &&
    definitions.every(
      ({ value }) =>
        value >= 0 &&
        (context.isConstant(value) ||
          ownPlace.test(context.short(value, 200)) ||
          (/^[$\w]+$/.test(context.text(value)) &&
            context.text(value) !== text &&
            isOwnPlace(value, context))),
    )
  );
}

/** Python: whether a loop gives a name the items of a list that stands in the file, texts and nothing else. */
function isOfFixedList(node: number, context: RuleContext): boolean {
  const name = context.text(node);
  if (context.family !== 'python' || !/^\w+$/.test(name)) return false;
  for (let up = context.parent(node); up >= 0; up = context.parent(up)) {
    if (context.kind(up) !== 'for_statement') continue;
    if (!new RegExp(`\\b${name}\\b`).test(context.text(context.field(up, 'left')))) continue;
    const list = context.field(up, 'right');
    const values =
      context.kind(list) === 'identifier' ? definitionsOf(context, list).map(({ value }) => value) : [list];
    return (
      values.length > 0 &&
      values.every(
        (each) =>
          each >= 0 &&
          /^(list|tuple)$/.test(context.kind(each)) &&
          !/[\w)\]]\s*[([.]/.test(unquoted(context.text(each))),
      )
    );
  }
  return false;
}

/** Code without what its texts say. */
function unquoted(text: string): string {
  return text.replaceAll(/'[^'\n]*'|"[^"\n]*"/g, '""');
}

/** PHP: whether every assignment to a field quotes its value for the shell. */
function isQuotedField(node: number, context: RuleContext): boolean {
  const field = /^\$this->(\w+)$/.exec(context.short(node, 80))?.[1];
  if (field === undefined) return false;
  const values = [...context.source.matchAll(new RegExp(`\\$this->${field}\\s*\\.?=(?!=)\\s*(\\w*)`, 'g'))];
  return values.length > 0 && values.every((each) => /^escapeshell(arg|cmd)$/.test(each[1]!));
}

export const shellRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'shell-injection',
    category: 'security',
    severity: 'high',
    languages: everyLanguage,
    title: 'Shell command put together from values',
    rationale: 'A shell parses the whole line: white space, quotes, `;` and `$()` in a value become syntax.',
    cwe: 78,
    source: 'OWASP OS Command Injection Defense Cheat Sheet',
    unsure:
      'what no client chooses and no caller hands over as it is, or where the command itself comes from elsewhere; right in 12 of 20 findings on real code that no one had judged before it was told apart',
    remediationMinutes: 30,
    skipTests: true,
    calls: [
      ...['exec', 'execSync', 'spawn', 'spawnSync', 'execFile', 'execFileSync', 'execa'],
      ...[
        'system',
        'popen',
        'getoutput',
        'getstatusoutput',
        'create_subprocess_shell',
        'run',
        'call',
        'check_call',
        'check_output',
        'Popen',
      ],
      ...['ProcessBuilder', 'Command', 'CommandContext', '_popen', '_wsystem', 'Start', 'ProcessStartInfo'],
      ...['capture2', 'capture2e', 'capture3', 'popen3', 'shell_exec', 'passthru', 'proc_open'],
    ],
    checkCall(call, context) {
      const text = shellText(call, context);
      if (text >= 0) report(call.node, text, context, `\`${call.path.slice(0, 40)}\``);
    },
    kinds: ['subshell', 'shell_command_expression', 'call_expression'],
    check(node, context) {
      if (context.family === 'rust') {
        checkRustCommand(node, context);
        return;
      }
      if (context.kind(node) === 'call_expression') return;
      const dynamic = context
        .children(node)
        .filter((child) => !/string_content|escape/.test(context.kind(child)));
      const values = dynamic.map((each) =>
        context.kind(each) === 'interpolation' ? (context.children(each)[0] ?? each) : each,
      );
      const suspects = values.filter(
        (each) =>
          !context.isConstant(each) &&
          !/\bshell(escape|words|join)\b/i.test(context.short(each, 80)) &&
          !isHarmless(context, each) &&
          !isOwnPlace(each, context),
      );
      const input = suspects.map((each) => clientInput(context, each)).find((each) => each !== null) ?? null;
      if (input === null && !suspects.some((each) => isChosenElsewhere(context, each))) return;
      context.report(node, {
        unsure: input === null && !suspects.some((each) => isArgument(each, context)),
        severity: input === null ? 'medium' : 'critical',
        message: `The command in backticks is read by a shell with \`${context.short(suspects[0]!, 40)}\` in it: its text can run other commands.`,
        suggestion: saferByFamily[context.family] ?? null,
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'import subprocess\ndef f(target):\n    subprocess.run("gzip -c > " + target, shell=True)',
        line: 3,
      },
      {
        language: 'ruby',
        code: 'def f(face)\n  if interfaces.select { |each| each.name == face }.empty?\n    raise ArgumentError, face\n  end\n  `ifconfig #{face}`\nend',
        line: 5,
        unsure: true,
      },
      {
        language: 'php',
        code: '<?php\nfunction f($command, $args) { exec($command . " " . $args . " > /dev/null"); }',
        line: 2,
        unsure: true,
      },
      {
        language: 'python',
        code: 'import subprocess\ndef f(cmd):\n    subprocess.call("nice " + cmd, shell=True)',
        line: 3,
      },
      {
        language: 'python',
        code: 'import os\ndef f(cmd, place):\n    os.system("exec " + cmd)\ndef g(command):\n    os.system("cd /tmp; " + command)',
        line: 3,
        finds: 2,
        unsure: true,
      },
      {
        language: 'javascript',
        code: 'const { exec } = require("child_process");\nfunction f(dir) {\n  exec("ls " + dir);\n}',
        line: 3,
      },
      {
        language: 'typescript',
        code: 'import { execSync } from "node:child_process";\nexport function f(branch: string) {\n  return execSync(`git log ${branch}`);\n}',
        line: 3,
      },
      {
        language: 'javascript',
        code: 'import { spawn } from "child_process";\nfunction f(x) {\n  spawn(`tar xf ${x}`, { shell: true });\n}',
        line: 3,
      },
      { language: 'python', code: 'import os\ndef f(path):\n    os.system("rm -rf " + path)', line: 3 },
      {
        language: 'python',
        code: 'import subprocess\ndef f(host):\n    subprocess.run(f"ping {host}", shell=True)',
        line: 3,
      },
      {
        language: 'java',
        code: 'class A { void f(String host) throws IOException {\n  Runtime.getRuntime().exec("ping " + host);\n} }',
        line: 2,
      },
      {
        language: 'go',
        code: 'package a\nfunc f(dir string) {\n\texec.Command("sh", "-c", "ls "+dir).Run()\n}',
        line: 3,
      },
      {
        language: 'rust',
        code: 'fn f(dir: &str) {\n    Command::new("sh").arg("-c").arg(format!("ls {}", dir)).spawn();\n}',
        line: 2,
      },
      {
        language: 'c',
        code: 'void f(const char *dir) {\n  char b[100];\n  snprintf(b, sizeof b, "ls %s", dir);\n  system(b);\n}',
        line: 4,
      },
      {
        language: 'cpp',
        code: 'void f(const std::string& dir) {\n  std::system(("ls " + dir).c_str());\n}',
        line: 2,
      },
      {
        language: 'csharp',
        code: 'class A { void F(string dir) {\n  Process.Start("cmd.exe", "/c dir " + dir);\n} }',
        line: 2,
      },
      { language: 'ruby', code: 'def f(dir)\n  system("ls #{dir}")\nend', line: 2 },
      { language: 'ruby', code: 'def f(dir)\n  `ls #{dir}`\nend', line: 2 },
      { language: 'php', code: '<?php\nsystem("ls " . $_GET["dir"]);', line: 2 },
      { language: 'php', code: '<?php\nfunction f($dir) { return `ls $dir`; }', line: 2 },
    ],
    right: [
      {
        language: 'ruby',
        code: 'def f(sig)\n  system "unhandled signal #{sig}"\nend\ndef system(message)\n  puts message\nend',
      },
      {
        language: 'c',
        code: 'void f(void *at) { char c[99]; snprintf(c, sizeof(c), "gdb -p %d -ex \'info %p\'", getpid(), at); system(c); }',
      },
      {
        language: 'javascript',
        code: 'const cp = require("child_process");\nfunction exists(program) { return cp.execSync("type " + program); }\nconst player = exists("mplayer") || exists("mpv");',
      },
      {
        language: 'javascript',
        code: 'const { exec } = require("child_process");\nconst branch = "main";\nexec(`git log ${branch}`);',
      },
      { language: 'javascript', code: 'const m = /a(b)/.exec("x" + y); pattern.exec(`a ${b}`);' },
      {
        language: 'javascript',
        code: 'const { execFile } = require("child_process"); execFile("ls", [dir]);',
      },
      { language: 'python', code: 'import subprocess\ndef f(host):\n    subprocess.run(["ping", host])' },
      {
        language: 'python',
        code: 'import os, shlex\ndef f(path):\n    os.system("rm -rf " + shlex.quote(path))',
      },
      {
        language: 'java',
        code: 'class A { void f(String host) throws IOException { new ProcessBuilder("ping", host).start(); } }',
      },
      { language: 'go', code: 'package a\nfunc f(dir string) { exec.Command("ls", dir).Run() }' },
      { language: 'rust', code: 'fn f(dir: &str) { Command::new("ls").arg(dir).spawn(); }' },
      { language: 'c', code: 'void f(void) { system("clear"); }' },
      {
        language: 'cpp',
        code: 'void f() { char* place = tmpnam(NULL); system((std::string("mkdir ") + place).c_str()); }',
      },
      {
        language: 'php',
        code: '<?php\nfunction f() { $exe = __DIR__."/x.exe"; if (g()) { $tmp = sys_get_temp_dir()."/x.exe"; $exe = $tmp; } return shell_exec("\\"".$exe."\\""); }',
      },
      { language: 'ruby', code: 'def f(dir)\n  system("ls", dir)\nend' },
      { language: 'ruby', code: 'def f(dir)\n  `ls #{dir.shellescape}`\nend' },
      { language: 'ruby', code: 'def f\n  `apt-config #{@settings} shell x`\nend' },
      {
        language: 'ruby',
        code: 'class A\n  def cpu\n    ps("%cpu")\n  end\n  private\n  def ps(word)\n    `ps -o #{word}=`\n  end\nend',
      },
      {
        language: 'python',
        code: 'import os\npairs = [("/a", "/b"), ("/c", "/d")]\nfor old, new in pairs:\n    os.system("cp %s %s" % (old, new))\nos.system("otool -L %s" % readline.__file__)',
      },
      { language: 'php', code: '<?php\nfunction f($dir) { system("ls " . escapeshellarg($dir)); }' },
      {
        language: 'php',
        code: '<?php\nclass A { function __construct($h) { $this->host = escapeshellarg($h); } function f() { system("ping " . $this->host); } }',
      },
    ],
  }),
];

/** Rust builds commands by chaining: look at `.arg(format!(…))` of a chain that starts a shell. */
function checkRustCommand(node: number, context: RuleContext): void {
  const call = context.call(node);
  if (call === null || call.name !== 'arg' || call.arguments.length !== 1) return;
  const chain = context.text(call.receiver);
  if (
    !/Command::new\(\s*"(\/bin\/)?(sh|bash|cmd|powershell)"\s*\)/.test(chain) ||
    !/"(-c|\/c|\/C)"/.test(chain)
  )
    return;
  report(node, call.arguments[0]!, context, '`Command::new("sh")`');
}
