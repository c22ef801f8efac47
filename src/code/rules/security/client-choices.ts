// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the examples are code.
import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { builtString, hole } from '../reading/built-string.ts';
import { clientInput, isHarmless } from '../reading/taint.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** Calls that load or find code by name, by language. */
const loaders: Readonly<Record<string, RegExp>> = {
  js: /^(require|import)$/,
  python: /^(__import__|importlib\.import_module|import_module)$/,
  java: /^Class\.forName$/,
  csharp: /^(Assembly\.(Load|LoadFrom|LoadFile)|Type\.GetType|Activator\.CreateInstance)$/,
  ruby: /(^|\.)(constantize|const_get|safe_constantize|public_send|send|__send__|load|require)$/,
  php: /^(call_user_func|call_user_func_array)$/,
  go: /^plugin\.Open$/,
};

/** Loggers by the look of the call. */
const logging: Readonly<Record<string, RegExp>> = {
  js: /^(console|log|logger|this\.(log|logger)|req\.log|winston|pino)\.(log|info|warn|error)$/,
  python:
    /^(logging|log|logger|self\.log|self\.logger|app\.logger|current_app\.logger)\.(info|warning|warn|error|debug|critical|exception)$/,
  java: /^(log|LOG|logger|LOGGER|this\.log|this\.logger)\.(info|warn|error|warning|severe)$/,
  csharp:
    /^(_?log|_?logger|Log)\.(Info|Warn|Error|Debug|LogInformation|LogWarning|LogError|LogDebug|Information|Warning)$/,
  go: /^(log|logger|slog|s\.log)\.(Print|Printf|Println|Info|Warn|Error|Debug|Infof|Errorf|Warnf)$/,
  php: /^(error_log|syslog|\$(this->)?log(ger)?->(info|warning|error|debug))$/,
  ruby: /^(Rails\.)?logger\.(info|warn|error|debug)$/,
};

const logNames = [
  ...'log info warn error debug warning critical exception trace severe fine Info Warn Error Debug LogInformation LogWarning LogError LogDebug Information Warning Print Printf Println Infof Errorf Warnf error_log syslog'.split(
    ' ',
  ),
];

function firstInput(
  nodes: readonly NodeIndex[],
  context: RuleContext,
): { node: NodeIndex; input: string } | null {
  for (const node of nodes) {
    const input = clientInput(context, node);
    if (input !== null) return { node, input };
  }
  return null;
}

export const clientChoiceRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'code-chosen-by-client',
    category: 'security',
    severity: 'high',
    languages: [...js, 'python', 'java', 'csharp', 'ruby', 'php', 'go'],
    title: "Module, class or method loaded by a client's name",
    rationale:
      'The client picks which code runs: a file that it uploaded, a class with side effects, a method that was never meant for it.',
    cwe: 470,
    remediationMinutes: 30,
    skipTests: true,
    calls: [
      'require',
      'import',
      '__import__',
      'import_module',
      'forName',
      'Load',
      'LoadFrom',
      'LoadFile',
      'GetType',
      'CreateInstance',
      'constantize',
      'safe_constantize',
      'const_get',
      'public_send',
      'send',
      '__send__',
      'load',
      'call_user_func',
      'call_user_func_array',
      'Open',
    ],
    checkCall(call, context) {
      if (loaders[context.family]?.test(call.path.replace(/^.*\)\./, 'x.')) !== true) return;
      const chosen = /^(constantize|safe_constantize)$/.test(call.name)
        ? call.receiver
        : (call.arguments[0] ?? -1);
      reportChoice(call.node, chosen, call.path, context);
    },
    kinds: [
      'include_expression',
      'include_once_expression',
      'require_expression',
      'require_once_expression',
      'call_expression',
    ],
    check(node, context) {
      if (context.family === 'php' && context.kind(node) !== 'call_expression') {
        reportChoice(
          node,
          context.children(node)[0] ?? -1,
          context.short(node, 12).replace(/\W.*/, ''),
          context,
        );
      } else if (context.family === 'js' && context.source.startsWith('import', context.tree.start[node])) {
        const list = context.field(node, 'arguments');
        if (context.kind(context.field(node, 'function')) === 'import')
          reportChoice(node, context.children(list)[0] ?? -1, 'import', context);
      }
    },
    wrong: [
      {
        language: 'javascript',
        code: 'app.get("/", (req, res) => {\n  const plugin = require(req.query.plugin);\n});',
        line: 2,
      },
      {
        language: 'python',
        code: 'def f(request):\n    name = request.args["m"]\n    return importlib.import_module(name)',
        line: 3,
      },
      { language: 'php', code: '<?php\ninclude $_GET["page"] . ".php";', line: 2 },
      {
        language: 'java',
        code: 'class A { void f(HttpServletRequest r) throws Exception {\n  Class.forName(r.getParameter("c"));\n} }',
        line: 2,
      },
      { language: 'ruby', code: 'def f\n  params[:type].constantize.new\nend', line: 2 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const a = require("./a"); const b = require(path.join(__dirname, name)); const c = plugins.get(req.query.plugin);',
      },
      { language: 'php', code: '<?php\ninclude __DIR__ . "/page.php";\ninclude $page;' },
      { language: 'python', code: 'def f(settings):\n    return importlib.import_module(settings.module)' },
    ],
  }),
  defineRule({
    id: 'pattern-from-client',
    category: 'security',
    severity: 'medium',
    languages: [...js, 'python', 'java', 'csharp', 'ruby', 'php'],
    title: 'Regular expression written by a client',
    rationale:
      'A pattern that backtracks without end stops the process; one that matches all goes past the check.',
    cwe: 1333,
    remediationMinutes: 15,
    skipTests: true,
    calls: [
      'RegExp',
      'compile',
      'match',
      'search',
      'fullmatch',
      'findall',
      'sub',
      'matches',
      'Regex',
      'IsMatch',
      'new',
      'preg_match',
      'preg_replace',
    ],
    checkCall(call, context) {
      const shape = {
        js: /^RegExp$/,
        python: /^re\.\w+$/,
        java: /^Pattern\.(compile|matches)$/,
        csharp: /^(Regex|Regex\.\w+)$/,
        ruby: /^Regexp\.new$/,
        php: /^preg_\w+$/,
      }[context.family as 'js'];
      if (shape?.test(call.path) !== true) return;
      const pattern = call.arguments[context.family === 'csharp' && !call.isNew ? 1 : 0] ?? -1;
      const input = clientInput(context, pattern);
      if (input === null) return;
      context.report(call.node, {
        message: `The pattern given to \`${call.path}\` comes from a client (\`${input}\`).`,
        suggestion:
          {
            js: 'Escape it (RegExp.escape), or compare texts with includes.',
            python: 're.escape(…)',
            java: 'Pattern.quote(…)',
            csharp: 'Regex.Escape(…)',
            ruby: 'Regexp.escape(…)',
            php: 'preg_quote(…)',
          }[context.family as 'js'] ?? null,
        evidence: [`client input: ${input}`],
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'app.get("/", (req, res) => {\n  const q = new RegExp(req.query.q);\n});',
        line: 2,
      },
      { language: 'python', code: 'def f(request):\n    return re.compile(request.args["q"])', line: 2 },
      {
        language: 'java',
        code: 'class A { Pattern f(HttpServletRequest r) {\n  return Pattern.compile(r.getParameter("q"));\n} }',
        line: 2,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const q = new RegExp(escapeRegExp(req.query.q)); const p = /a/.test(req.query.q); const r = new RegExp(pattern);',
      },
      {
        language: 'python',
        code: 'def f(request):\n    return re.compile(re.escape(request.args["q"])), re.match("a", request.args["q"])',
      },
    ],
  }),
  defineRule({
    id: 'log-injection',
    category: 'security',
    severity: 'low',
    languages: [...js, 'python', 'java', 'csharp', 'go', 'php', 'ruby'],
    title: "A client's text written into the log as it is",
    rationale: 'A line break in it makes further entries that look like the program wrote them.',
    cwe: 117,
    source: 'OWASP, Log Injection',
    remediationMinutes: 10,
    skipTests: true,
    calls: logNames,
    checkCall(call, context) {
      if (logging[context.family]?.test(call.path) !== true) return;
      for (const argument of call.arguments) {
        // Only what goes into the text itself: a field of its own is quoted by structured loggers.
        const built = builtString(context, argument);
        const found =
          built === null
            ? null
            : firstInput(
                built.dynamic.filter((each) => !isHarmless(context, each)),
                context,
              );
        if (found === null) continue;
        if (
          /\.(method|ip|id|status\w*)$/.test(context.text(found.node)) ||
          // No header holds a line break.
          /^\$_SERVER\[['"](HTTP|REMOTE|SERVER)_/.test(context.text(found.node)) ||
          /JSON\.stringify|json\.dumps|repr\(|!r\}/.test(context.text(argument))
        )
          return;
        context.report(call.node, {
          message: `\`${context.short(found.node, 40)}\` comes from a client (\`${found.input}\`) and stands in the log as it was sent.`,
          suggestion: 'Log it as a field of its own, or as JSON, so that line breaks are escaped.',
          evidence: [`client input: ${found.input}`],
        });
        return;
      }
    },
    wrong: [
      {
        language: 'javascript',
        code: 'app.get("/", (req, res) => {\n  console.log("login of " + req.query.user);\n});',
        line: 2,
      },
      {
        language: 'python',
        code: 'def f(request):\n    logging.info(f"login of {request.args[\'user\']}")',
        line: 2,
      },
      {
        language: 'java',
        code: 'class A { void f(HttpServletRequest r) {\n  String user = r.getParameter("user");\n  log.info("login of " + user);\n} }',
        line: 3,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'app.get("/", (req, res) => { logger.info({ user: req.query.user }); console.log("login of " + JSON.stringify(req.query.user)); console.log("n " + Number(req.query.n)); });',
      },
      { language: 'python', code: 'def f(request):\n    logging.info("login of %r", request.args["user"])' },
    ],
  }),
  defineRule({
    id: 'query-language-injection',
    category: 'security',
    severity: 'high',
    languages: [...js, 'python', 'java', 'csharp', 'php', 'ruby', 'go'],
    title: 'LDAP filter or XPath put together from values',
    rationale:
      'Parentheses, quotes and stars in a value change what is asked for: a login filter that matches everybody.',
    cwe: 90,
    source: 'OWASP LDAP Injection Prevention Cheat Sheet',
    remediationMinutes: 20,
    skipTests: true,
    calls: [
      'search',
      'search_s',
      'search_ext',
      'ldap_search',
      'ldap_list',
      'ldap_read',
      'NewSearchRequest',
      'DirectorySearcher',
      'searchAsync',
      'evaluate',
      'xpath',
      'compile',
      'selectNodes',
      'SelectNodes',
      'SelectSingleNode',
      'query',
      'select',
      'findall',
      'find',
      'XPath',
      'filter',
    ],
    checkCall(call, context) {
      for (const argument of call.arguments) {
        const built = builtString(context, argument);
        if (built === null) continue;
        // A private letter stands for each value, which patterns may name.
        const shape = built.text.replaceAll(hole, '\uE000');
        const isLdap = /\((&|\|)?\s*\(?\w[\w-]*[~<>]?=\*?\uE000/.test(shape) && /^\s*\(.*\)\s*$/s.test(shape);
        const isXPath =
          /\/\/?[\w*:@]+\[[^\]]*=\s*['"]\uE000/.test(shape) || /^\s*\/\/\w+\[.*['"]\uE000['"]/.test(shape);
        if (!isLdap && !isXPath) continue;
        const input =
          built.dynamic.map((each) => clientInput(context, each)).find((each) => each !== null) ?? null;
        const suspects = built.dynamic.filter((each) => !isHarmless(context, each));
        if (suspects.length === 0) continue;
        // Without a client in sight only what a caller hands in is worth a word.
        if (input === null && !suspects.some((each) => isGiven(each, context))) continue;
        context.report(call.node, {
          severity: input === null ? 'medium' : 'high',
          message: `The ${isLdap ? 'LDAP filter' : 'XPath'} given to \`${call.name}\` has \`${context.short(suspects[0]!, 40)}\` written into it${input === null ? '' : `, which comes from a client (\`${input}\`)`}.`,
          suggestion: isLdap
            ? 'Escape the value for filters (RFC 4515): ldap.filter.escape_filter_chars, ldap_escape, LdapEncoder.'
            : 'Pass the value as an XPath variable, or check it against what is allowed.',
        });
        return;
      }
    },
    wrong: [
      {
        language: 'python',
        code: 'def f(conn, user):\n    conn.search_s(base, scope, "(&(uid=" + user + ")(active=1))")',
        line: 2,
      },
      {
        language: 'java',
        code: 'class A { void f(DirContext c, String user) throws Exception {\n  c.search(base, "(uid=" + user + ")", controls);\n} }',
        line: 2,
      },
      {
        language: 'javascript',
        code: "function f(doc, name) {\n  return xpath.select(`//user[name='${name}']`, doc);\n}",
        line: 2,
      },
      {
        language: 'php',
        code: '<?php\nfunction f($c, $user) {\n  return ldap_search($c, $base, "(uid=$user)");\n}',
        line: 3,
      },
    ],
    right: [
      {
        language: 'python',
        code: 'def f(conn, user):\n    conn.search_s(base, scope, "(uid=%s)" % escape_filter_chars(user))\n    re.search("(a=" + user + "b", text)',
      },
      {
        language: 'java',
        code: 'class A { void f(DirContext c, String user) throws Exception { c.search(base, "(uid={0})", new Object[] { user }, controls); } }',
      },
    ],
  }),
];

function reportChoice(node: NodeIndex, chosen: NodeIndex, what: string, context: RuleContext): void {
  if (chosen < 0 || context.isConstant(chosen)) return;
  const input = clientInput(context, chosen);
  if (input === null) return;
  context.report(node, {
    message: `\`${what.slice(-40)}\` is given \`${context.short(chosen, 40)}\`, which comes from a client (\`${input}\`): the client picks the code that runs.`,
    suggestion: 'Look the name up in a list of those that are allowed, and load what stands there.',
    evidence: [`client input: ${input}`],
  });
}

/** Whether a value is a parameter of the function around it. */
function isGiven(node: NodeIndex, context: RuleContext): boolean {
  const definitions = context.definitions().get(context.text(node)) ?? [];
  return definitions.length > 0 && definitions.every((each) => each.value < 0);
}
