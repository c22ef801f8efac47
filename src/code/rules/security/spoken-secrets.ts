import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { everyLanguage } from '../languages.ts';
import type { Call } from '../reading/calls.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const logPath: Readonly<Record<string, RegExp>> = {
  js: /^(console|log|logger|this\.(log|logger)|winston|req\.log)\.(log|info|warn|error|debug|trace)$/,
  python:
    /^(print|(logging|log|logger|_logger|LOG|self\.(log|logger)|(current_)?app\.logger)\.(info|warning|warn|error|debug|critical|exception))$/,
  java: /^(System\.(out|err)\.(println|print|printf)|(log|LOG|logger|LOGGER|this\.(log|logger))\.(info|warn|error|debug|trace|warning|severe|fine|finer|finest))$/,
  csharp:
    /^(Console\.(Write|WriteLine|Error\.WriteLine)|(_?log|_?logger|Log)\.(Info|Warn|Error|Debug|LogInformation|LogWarning|LogError|LogDebug|Information|Warning)|Debug\.WriteLine|Trace\.WriteLine)$/,
  go: /^(log|logger|slog|s\.log|klog|glog)\.(Print|Printf|Println|Info|Warn|Error|Debug|Infof|Errorf|Warnf|Debugf|Fatalf)$|^fmt\.(Print|Printf|Println)$/,
  php: /^(error_log|syslog|var_dump|\$(this->)?log(ger)?->(info|warning|error|debug))$/,
  ruby: /^(puts|p|((Rails\.)?logger|@logger|log)\.(info|warn|error|debug))$/,
  c: /^(printf|syslog|perror)$|^fprintf$/,
};
const logNames = [
  ...new Set(
    'log info warn error debug trace warning critical exception print println printf severe fine finer finest Write WriteLine Info Warn Error Debug LogInformation LogWarning LogError LogDebug Information Warning Print Printf Println Infof Errorf Warnf Debugf Fatalf error_log syslog var_dump puts p fprintf'.split(
      ' ',
    ),
  ),
];

/** A variable or field whose whole name says that it holds a secret; not one that speaks about secrets. */
const secret =
  /(^|[._>$@])(password|passwd|pwd|passphrase|secret|api_?key|access_?token|auth_?token|refresh_?token|private_?key|client_?secret|secret_?key|user_?password|db_?password|credentials?|session_?token|bearer_?token)$/i;

export const spokenSecretRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'secret-logged',
    category: 'security',
    severity: 'medium',
    languages: everyLanguage,
    title: 'Secret written into the log',
    rationale: 'Logs are kept, copied and read by many; a password in them is a password for all of these.',
    cwe: 532,
    source: 'OWASP Logging Cheat Sheet',
    remediationMinutes: 10,
    skipTests: true,
    calls: logNames,
    checkCall(call, context) {
      if (logPath[context.family]?.test(call.path) !== true) return;
      if (
        context.family === 'c' &&
        call.name === 'fprintf' &&
        !/^(stderr|stdout|log\w*)$/.test(context.text(call.arguments[0] ?? -1))
      )
        return;
      // A tool that makes a secret for its user prints it.
      if (
        /generat|create|show|print|dump|usage|help/i.test(
          context.functionName(context.enclosingFunction(call.node)),
        )
      )
        return;
      for (const argument of call.arguments) {
        const named = secretIn(argument, context);
        if (named < 0 || isPrintedAsAddress(argument, call, context)) continue;
        context.report(call.node, {
          message: `\`${context.short(named, 40)}\` is written into the log as it is.`,
          suggestion: 'Leave it out, or log whether it is set.',
        });
        return;
      }
    },
    kinds: ['macro_invocation'],
    check(node, context) {
      const macro = context.text(context.field(node, 'macro'));
      if (!/^((log|tracing)::)?(println|eprintln|info|warn|error|debug|trace|dbg)$/.test(macro)) return;
      const text = context.short(node, 300);
      const named =
        /\{(password|passwd|secret|api_key|access_token)(:[^}]*)?\}/.exec(text)?.[1] ??
        /,\s*&?((?:\w+\.)*(?:password|passwd|secret|api_key|access_token))\s*[,)]/.exec(text)?.[1];
      if (named === undefined || /assert|panic/.test(macro)) return;
      context.report(node, {
        message: `\`${named}\` is written into the log as it is.`,
        suggestion: 'Leave it out, or log whether it is set.',
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function f(user, password) {\n  console.log("signing in", user, password);\n}',
        line: 2,
      },
      {
        language: 'python',
        code: 'def f(user, password):\n    logger.info("signing in %s %s", user, password)',
        line: 2,
      },
      { language: 'python', code: 'def f(self):\n    print(f"with {self.api_key}")', line: 2 },
      {
        language: 'java',
        code: 'class A { void f(String password) {\n  log.debug("with " + password);\n} }',
        line: 2,
      },
      {
        language: 'go',
        code: 'package a\nfunc f(password string) {\n\tlog.Printf("with %s", password)\n}',
        line: 3,
      },
      {
        language: 'c',
        code: 'void f(const char *password) {\n  fprintf(stderr, "with %s\\n", password);\n}',
        line: 2,
      },
      { language: 'rust', code: 'fn f(password: &str) {\n    println!("with {password}");\n}', line: 2 },
      {
        language: 'php',
        code: '<?php\nfunction f($password) {\n  error_log("with " . $password);\n}',
        line: 3,
      },
    ],
    right: [
      {
        language: 'python',
        code: 'def do_pwd(self):\n    print(self.pwd)\ndef f(secret_key, is_password):\n    masked_secret_key = secret_key[:4] + "***"\n    print(masked_secret_key)\n    logger.info(is_password)',
      },
      {
        language: 'javascript',
        code: 'function f(user, password) { console.log("signing in", user, password.length, Boolean(password), mask(password)); logger.warn("password is missing"); }',
      },
      {
        language: 'python',
        code: 'def f(password):\n    logger.info("has a password: %s", password is not None)\n    logger.info("token count %d", token_count)',
      },
      {
        language: 'java',
        code: 'class A { void f(String password) { log.debug("with " + password.length() + mask(password)); } }',
      },
    ],
  }),
];

const joins =
  /^(binary_expression|binary_operator|binary|template_string|template_substitution|string|interpolation|interpolated_string_expression|encapsed_string|parenthesized_expression|format_expression|tuple|argument|object|pair|shorthand_property_identifier|array|list|cast_expression)$/;

/** The secret that an argument shows, itself or joined with other text; -1 where none is, or a call or a test uses it up. */
/** C: whether the format gives an argument's address, and nothing of what is there. */
function isPrintedAsAddress(argument: NodeIndex, call: Call, context: RuleContext): boolean {
  if (context.family !== 'c') return false;
  const at = call.arguments.findIndex((each) => /%/.test(context.text(each)));
  const conversions =
    context.text(call.arguments[at] ?? -1).match(/%(?!%)[^a-zA-Z%]*(?:hh?|ll?|[zjtL])?[a-zA-Z]/g) ?? [];
  return conversions[call.arguments.indexOf(argument) - at - 1]?.endsWith('p') ?? false;
}

function secretIn(node: NodeIndex, context: RuleContext, depth = 0): NodeIndex {
  const kind = context.kind(node);
  if (
    /^(identifier|variable_name|member_expression|attribute|field_access|selector_expression|field_expression|member_access_expression|instance_variable|shorthand_property_identifier)$/.test(
      kind,
    )
  ) {
    const text = context.text(node).replace(/\s+/g, '');
    return secret.test(text) &&
      // What tells whether there is one, or shows it in part.
      !/(^|[._>$@])(is|has|use|no|with|need|ask|want|mask(ed)?|hid(den|e)|redact(ed)?|hash(ed)?|encrypt(ed)?)_?\w*$/.test(
        text,
      ) &&
      // A shell's word for where it is.
      !(/(^|[._>$@])pwd$/i.test(text) && context.says(/getcwd|chdir|\bcwd\b|do_(pwd|cd|ls)\b/)) &&
      !/^[A-Z]\w*(\.[A-Z_]+)?$/.test(text) &&
      !/(translation|i18n|messages|strings|labels?|errors?|fields?|form|keys|types?|options?\.type)[._]/i.test(
        text,
      )
      ? node
      : -1;
  }
  if (depth > 6 || !joins.test(kind)) return -1;
  if (/^(binary_expression|binary)$/.test(kind)) {
    const [left, right] = context.children(node);
    if (left === undefined || right === undefined) return -1;
    const operator = context.source.slice(context.tree.end[left], context.tree.start[right]).trim();
    if (!/^(\+|\.|%|<<|,|\|\||\?\?)$/.test(operator)) return -1;
  }
  for (const child of context.children(node)) {
    const found = secretIn(child, context, depth + 1);
    if (found >= 0) return found;
  }
  return -1;
}
