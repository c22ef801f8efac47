// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the examples are code.
import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, everyLanguage, js } from '../languages.ts';
import { builtString } from '../reading/built-string.ts';
import { isParameter } from '../reading/callers.ts';
import { definitionsOf } from '../reading/constants.ts';
import { isGuarded } from '../reading/reaching.ts';
import { isAskedFor, isRequestHandler } from '../reading/request-handlers.ts';
import { statementOf } from '../reading/statements.ts';
import { clientInput, isCleaned } from '../reading/taint.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const branches: ReadonlySet<string> = new Set(['if_statement', 'elif_clause', 'elsif', 'if']);

export const weakSettingRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'old-tls-version',
    category: 'security',
    severity: 'high',
    languages: [...js, 'python', 'java', 'go', 'csharp', 'ruby', 'php', ...cAndCpp],
    title: 'TLS older than 1.2 asked for',
    rationale: 'SSL and TLS 1.0 and 1.1 have known breaks and are switched off everywhere else.',
    cwe: 327,
    source: 'RFC 8996',
    remediationMinutes: 10,
    skipTests: true,
    calls: [
      'SSLContext',
      'wrap_socket',
      'getInstance',
      'createSecureContext',
      'createServer',
      'request',
      'connect',
      'SSLv3_method',
      'TLSv1_method',
      'TLSv1_1_method',
      'SSLv23_method',
      'Agent',
    ],
    checkCall(call, context) {
      let version: string | null = null;
      const text = call.arguments.map((each) => context.short(each, 120));
      switch (context.family) {
        case 'python':
          version = /^ssl\.(SSLContext|wrap_socket)$/.test(call.path)
            ? (/\bPROTOCOL_(SSLv2|SSLv3|TLSv1|TLSv1_1)\b/.exec(text.join(' '))?.[1] ?? null)
            : null;
          break;
        case 'java':
          version =
            call.path === 'SSLContext.getInstance'
              ? (/^"(SSLv2|SSLv3|TLSv1|TLSv1\.1)"$/.exec(text[0] ?? '')?.[1] ?? null)
              : null;
          break;
        case 'js': {
          const value = ['minVersion', 'maxVersion', 'secureProtocol']
            .map((name) => context.stringValue(context.option(call, name)))
            .find(
              (each) =>
                each !== null &&
                /^(TLSv1|TLSv1\.1|SSLv\d|SSLv3_method|TLSv1_method|TLSv1_1_method|TLSv1_1?_(client|server)_method)$/.test(
                  each,
                ),
            );
          version = value ?? null;
          break;
        }
        case 'c':
          version = /^(SSLv3_method|TLSv1_method|TLSv1_1_method)$/.test(call.name) ? call.name : null;
          break;
        default:
      }
      if (version !== null) reportVersion(call.node, version, context);
    },
    kinds: ['keyed_element', 'assignment_expression', 'assignment'],
    check(node, context) {
      const text = context.text(node);
      if (text.length > 300) return;
      const pattern = {
        go: /^MinVersion:\s*(tls\.VersionTLS1[01]|tls\.VersionSSL30)$/,
        csharp: /SecurityProtocol\s*\|?=\s*(SecurityProtocolType\.(Ssl3|Tls|Tls11))\s*$/,
        ruby: /ssl_version\s*=\s*(:TLSv1(_1)?|:SSLv3|["']TLSv1["'])$/,
      }[context.family as 'go'];
      const version = pattern?.exec(text)?.[1];
      if (version !== undefined) reportVersion(node, version, context);
    },
    wrong: [
      { language: 'python', code: 'context = ssl.SSLContext(ssl.PROTOCOL_TLSv1)' },
      { language: 'go', code: 'package a\nvar c = &tls.Config{MinVersion: tls.VersionTLS10}', line: 2 },
      {
        language: 'java',
        code: 'class A { Object f() throws Exception { return SSLContext.getInstance("SSLv3"); } }',
      },
      {
        language: 'javascript',
        code: 'const server = https.createServer({ minVersion: "TLSv1" }, handler);',
      },
      {
        language: 'csharp',
        code: 'class A { void F() { ServicePointManager.SecurityProtocol = SecurityProtocolType.Ssl3; } }',
      },
    ],
    right: [
      { language: 'python', code: 'context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)' },
      { language: 'go', code: 'package a\nvar c = &tls.Config{MinVersion: tls.VersionTLS12}' },
      {
        language: 'java',
        code: 'class A { Object f() throws Exception { return SSLContext.getInstance("TLSv1.3"); } }',
      },
    ],
  }),
  defineRule({
    id: 'host-key-unchecked',
    category: 'security',
    severity: 'high',
    languages: ['python', 'go', 'java', ...js, 'ruby'],
    title: 'SSH connection to whoever answers',
    rationale:
      'Without the host key anybody on the way can pretend to be the server, and reads the password.',
    cwe: 295,
    remediationMinutes: 20,
    skipTests: true,
    calls: [
      'set_missing_host_key_policy',
      'InsecureIgnoreHostKey',
      'setConfig',
      'start',
      'addHostKeyVerifier',
      'connect',
    ],
    checkCall(call, context) {
      const text = context.short(call.node, 300);
      const off = {
        python: /set_missing_host_key_policy\(.*(AutoAddPolicy|WarningPolicy)/,
        go: /^ssh\.InsecureIgnoreHostKey\(/,
        java: /StrictHostKeyChecking"\s*,\s*"no"|PromiscuousVerifier/,
        js: /hostVerifier\s*:\s*\(?\w*\)?\s*=>\s*true/,
        ruby: /verify_host_key:\s*(:never|false)|paranoid:\s*false/,
      }[context.family as 'go'];
      if (off?.test(text) !== true) return;
      // Somebody chose it by its name.
      const chosen = context.ancestor(call.node, branches);
      if (
        chosen >= 0 &&
        /polic|AutoAdd|host_?key|strict|insecure/i.test(
          context.short(context.field(chosen, 'condition'), 200),
        )
      )
        return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 60)}\` accepts any host key.`,
        suggestion: 'Load the known hosts, and reject the rest.',
      });
    },
    wrong: [
      { language: 'python', code: 'client.set_missing_host_key_policy(paramiko.AutoAddPolicy())' },
      {
        language: 'go',
        code: 'package a\nvar c = &ssh.ClientConfig{HostKeyCallback: ssh.InsecureIgnoreHostKey()}',
        line: 2,
      },
      {
        language: 'java',
        code: 'class A { void f(Session s) { s.setConfig("StrictHostKeyChecking", "no"); } }',
      },
    ],
    right: [
      {
        language: 'python',
        code: "if key_policy == 'AutoAddPolicy':\n    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())",
      },
      {
        language: 'python',
        code: 'client.load_system_host_keys()\nclient.set_missing_host_key_policy(paramiko.RejectPolicy())',
      },
      {
        language: 'go',
        code: 'package a\nvar c = &ssh.ClientConfig{HostKeyCallback: ssh.FixedHostKey(key)}',
      },
    ],
  }),
  defineRule({
    id: 'credentials-in-url',
    category: 'security',
    severity: 'high',
    languages: everyLanguage,
    title: 'Password inside an address',
    rationale: 'It stands in the code, and addresses end up in logs, histories and error messages.',
    cwe: 798,
    remediationMinutes: 20,
    skipTests: true,
    needs: /:\/\//,
    kinds: [
      'string',
      'template_string',
      'string_literal',
      'interpreted_string_literal',
      'raw_string_literal',
      'verbatim_string_literal',
      'encapsed_string',
    ],
    check(node, context) {
      const { tree } = context;
      const length = tree.end[node]! - tree.start[node]!;
      if (length < 16 || length > 400) return;
      const at = context.source.indexOf('://', tree.start[node]);
      if (at < 0 || at >= tree.end[node]!) return;
      const match =
        /\b(https?|ftp|postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqps?|smtp|ldaps?|mssql|sftp|ssh)(?:\+\w+)?:\/\/([^\s:@/'"`<>${}%[\]]+):([^\s@/'"`<>${}%[\]]{3,})@([\w.-]+)/.exec(
          context.text(node),
        );
      if (match === null) return;
      const [, , user, secret, host] = match;
      // A password that looks drawn by chance is one, wherever it leads.
      const isDrawn =
        secret!.length >= 10 &&
        /\d/.test(secret!) &&
        /[a-z]/.test(secret!) &&
        /[A-Z]/.test(secret!) &&
        !/example/i.test(host!);
      // What documentation and defaults for one's own machine say.
      if (
        /^(user(name)?|usr|login|me|name|foo|x+|admin|root|guest|postgres|test\w*|a|u)$/i.test(user!) &&
        /^(pass(w(or)?d)?|pwd|secret|pw|token|bar|x+|\*+|postgres|guest|root|test\w*|admin|p|b)$/i.test(
          secret!,
        )
      )
        return;
      if (
        !isDrawn &&
        (/^(localhost|127\.|0\.0\.0\.0|your|my\w|some\w|example|(host(name)?|server|db|proxy|domain|address)(\.|$))/i.test(
          host!,
        ) ||
          /example|\.(test|invalid|local)$/i.test(host!))
      )
        return;
      if (
        /^(pass(w(or)?d)?|pwd|secret|token|x+|\*+|hunter2|s3cr3t)$/i.test(secret!) ||
        /^:|\.\.\.|^@/.test(secret!)
      )
        return;
      context.report(node, {
        message: `The address of \`${host}\` has the password of \`${user}\` in it.`,
        suggestion: 'Read the address, or the password, from the environment.',
      });
    },
    wrong: [
      { language: 'javascript', code: 'const db = connect("postgres://shop:kR83hsQ1@db7.shop.io/orders");' },
      { language: 'python', code: 'engine = create_engine("mysql+pymysql://app:Tr0ub4dor@10.2.3.4/app")' },
      { language: 'go', code: 'package a\nvar u = "https://bot:9f8e7d6c5b@git.shop.io/x.git"', line: 2 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const a = "postgres://user:password@localhost/db"; const b = `https://${user}:${key}@git.shop.io`; const c = "https://shop.io:8080/@me"; const d = "redis://user:secret@redis.example.com";',
      },
    ],
  }),
  defineRule({
    id: 'stack-shown-to-client',
    category: 'security',
    severity: 'medium',
    languages: [...js, 'python', 'java', 'php'],
    title: 'Stack trace sent to the client',
    rationale: 'It tells strangers which versions, paths and queries there are inside.',
    cwe: 209,
    remediationMinutes: 10,
    skipTests: true,
    calls: ['send', 'json', 'end', 'write', 'format_exc', 'printStackTrace', 'ini_set'],
    checkCall(call, context) {
      if (context.family === 'js') {
        if (
          !/^(res|response|reply|ctx)(\.status\([^)]*\)|\.code\([^)]*\))?\.(send|json|end|write)$/.test(
            call.path,
          )
        )
          return;
        const shown = call.arguments.some((each) =>
          /(^|[\s{(,:+`])(e|err|error|ex|exception)\.stack\b/.test(context.text(each)),
        );
        if (
          !shown ||
          /NODE_ENV|\bdev\b|debug|isProduction|production/i.test(
            context.text(context.enclosingFunction(call.node)).slice(0, 3000),
          )
        )
          return;
      } else if (context.family === 'python') {
        const up = context.parent(call.node);
        if (
          call.path !== 'traceback.format_exc' ||
          !context.says(/flask|django|fastapi|HttpResponse|JSONResponse/)
        )
          return;
        const holder = context.short(statementOf(call.node, context), 200);
        if (up < 0) return;
        if (
          !/^return\b|HttpResponse|JSONResponse|Response\(|jsonify/.test(holder) &&
          !/HttpResponse|JSONResponse|jsonify|Response\(/.test(
            context.short(context.parent(context.parent(up)), 200),
          )
        )
          return;
        const owner = context.enclosingFunction(call.node);
        if (/\bdebug\b/i.test(context.text(owner).slice(0, 3000))) return;
        // What a helper returns goes who knows where; a handler of requests is known by its decorator or its parameter.
        if (
          /^return\b/.test(holder) &&
          !/Response|jsonify|,\s*[45]\d\d\b/.test(holder) &&
          !isRequestHandler(owner, context)
        )
          return;
      } else if (context.family === 'java') {
        if (
          call.name !== 'printStackTrace' ||
          !/(response|resp|res)\.getWriter\(\)|out\b.*JspWriter/.test(context.text(call.arguments[0] ?? -1))
        )
          return;
      } else if (
        call.name !== 'ini_set' ||
        !/display_errors/.test(context.text(call.arguments[0] ?? -1)) ||
        !/^["']?(1|on|true)["']?$/i.test(context.text(call.arguments[1] ?? -1)) ||
        /cli|bin\/|debug|install|update|dev/i.test(context.path) ||
        context.hasComment(context.parent(call.node))
      )
        return;
      if (isAskedFor(call.node, context)) return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 60)}\` shows the insides of the program to whoever asks.`,
        suggestion: 'Log the error with an id, and send the client the id alone.',
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'app.use((err, req, res, next) => {\n  res.status(500).send(err.stack);\n});',
        line: 2,
      },
      {
        language: 'python',
        code: 'from flask import Flask\ndef f():\n    try:\n        g()\n    except Exception:\n        return traceback.format_exc(), 500',
        line: 6,
      },
      {
        language: 'java',
        code: 'class A { void f(HttpServletResponse response) throws Exception { try { g(); } catch (Exception e) {\n  e.printStackTrace(response.getWriter());\n} } }',
        line: 2,
      },
      { language: 'php', code: '<?php\nini_set("display_errors", "1");', line: 2 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'app.use((err, req, res, next) => { log.error(err.stack); res.status(500).send("failed"); });\napp.use((err, req, res, next) => { if (debug) res.send(err.stack); });',
      },
      { language: 'php', code: '<?php\nini_set("display_errors", "0");' },
    ],
  }),
  defineRule({
    id: 'markup-marked-safe',
    category: 'security',
    severity: 'high',
    languages: ['python', 'ruby', 'csharp', ...js],
    title: 'Text with values in it declared safe markup',
    rationale: 'The template no longer escapes it: a tag in the value becomes part of the page.',
    cwe: 79,
    unsure:
      'values that no client sends and no caller hands over, which are mostly the program’s own words or escaped before: right in 1 of 7 findings on real code',
    remediationMinutes: 15,
    skipTests: true,
    calls: ['mark_safe', 'Markup', 'html_safe', 'raw', 'Raw', 'bypassSecurityTrustHtml'],
    checkCall(call, context) {
      const content = call.name === 'html_safe' ? call.receiver : (call.arguments[0] ?? -1);
      if (content < 0) return;
      if (call.name === 'Raw' && call.path !== 'Html.Raw') return;
      if (
        call.name === 'raw' &&
        (context.family !== 'ruby' || call.receiver >= 0 || context.says(/\bdef raw\b/))
      )
        return;
      const built = builtString(context, content);
      if (
        built === null &&
        isPlainParameter(content, context) &&
        !/^\)?\.(striptags|plaintext|unescape)\b/.test(
          context.source.slice(context.tree.end[call.node], context.tree.end[call.node]! + 12),
        )
      ) {
        context.report(call.node, {
          severity: 'medium',
          message: `\`${call.name}\` declares \`${context.short(content, 40)}\` safe markup, whatever the caller put in it.`,
          suggestion: 'Escape it, or let the template do so.',
        });
        return;
      }
      if (built === null || !built.text.includes('<')) return;
      // Markup's own % and format escape what they put in; what is escaped or markup already is right.
      const suspects = built.dynamic.filter(
        (each) =>
          /[A-Za-z]/.test(context.text(each)) &&
          !isPickedFromTable(each, context) &&
          !(context.kind(each) === 'identifier' && isGuarded(context, each, context.text(each))) &&
          !isCleaned(context.short(each, 200)) &&
          !/escape|safe|markup|html|\bh[( ]|link_to|content_tag|render|_tag\b|url|path|_for\(|\bl\(|\bt\(|gettext|_\(|css|class|style|icon|svg|media|\bid\b|count|size|width|height|index|version|date|time|nonce/i.test(
            context.short(each, 200),
          ),
      );
      if (suspects.length === 0 || isCalledSafe(call.node, context)) return;
      context.report(call.node, {
        unsure: !suspects.some((each) => isParameter(context, each) || clientInput(context, each) !== null),
        // Where the value comes from is seldom to be seen: a client's is worse than a word of the program's own.
        severity: suspects.some((each) => clientInput(context, each) !== null) ? 'high' : 'medium',
        message: `\`${call.name}\` declares markup safe that has \`${context.short(suspects[0]!, 40)}\` in it as it is.`,
        suggestion:
          context.family === 'python'
            ? 'format_html("<b>{}</b>", value)'
            : context.family === 'ruby'
              ? 'content_tag(:b, value), or h(value) inside.'
              : 'Encode the value first.',
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'def f(page):\n    text = page.words()\n    return mark_safe("<b>%s</b>" % text)',
        line: 3,
        unsure: true,
      },
      { language: 'python', code: 'def f(name):\n    return mark_safe(f"<b>{name}</b>")', line: 2 },
      { language: 'ruby', code: 'def f(name)\n  "<b>#{name}</b>".html_safe\nend', line: 2 },
      {
        language: 'csharp',
        code: 'class A { object F(string name) { return Html.Raw("<b>" + name + "</b>"); } }',
      },
    ],
    right: [
      {
        language: 'python',
        code: 'def f(name):\n    return format_html("<b>{}</b>", name), mark_safe("<hr>"), mark_safe(f"<b>{escape(name)}</b>")',
      },
      { language: 'ruby', code: 'def f(name)\n  "<b>#{h(name)}</b>".html_safe + "<hr>".html_safe\nend' },
    ],
  }),
];

function reportVersion(node: NodeIndex, version: string, context: RuleContext): void {
  context.report(node, {
    message: `\`${version}\` is a version that has been broken and retired.`,
    suggestion: 'Ask for TLS 1.2 or later, or leave the choice to the library.',
  });
}

/** Whether a comment right in front says that what goes in is markup already. */
function isCalledSafe(node: NodeIndex, context: RuleContext): boolean {
  const statement = context.tree.start[statementOf(node, context)] ?? 0;
  return /#[^\n]*(safe|escaped)[^\n]*\n\s*$/i.test(
    context.source.slice(Math.max(0, statement - 160), statement),
  );
}

/** Whether a value is one of those of a table written out on the spot: `{True: 'yes', False: 'no'}[value]`. */
function isPickedFromTable(node: NodeIndex, context: RuleContext): boolean {
  if (context.kind(node) !== 'subscript') return false;
  const table = context.children(node)[0] ?? -1;
  return (
    context.kind(table) === 'dictionary' &&
    context
      .children(table)
      .every((each) => context.kind(each) === 'pair' && context.isConstant(context.field(each, 'value')))
  );
}

/** Whether a value is a parameter that its name calls a plain text: a name, a title, a message. */
function isPlainParameter(node: number, context: RuleContext): boolean {
  const name = context.text(node);
  if (
    !/^(\w*_)?(name|host|user(name)?|email|title|label|text|message|msg|comment|query|term|value|input)$/i.test(
      name,
    )
  )
    return false;
  const definitions = definitionsOf(context, node);
  return definitions.length > 0 && definitions.every((each) => each.value < 0);
}
