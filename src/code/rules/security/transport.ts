import { turnedOn, verified, withoutOption } from '../../fixes/security.ts';
import type { RuleContext } from '../context.ts';
import { everyLanguage, js } from '../languages.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

function reportTls(node: number, context: RuleContext, what: string): void {
  if (isOption(node, context) || isSetAnew(node, context)) return;
  // A function that says so by its name is called by whoever wants it.
  if (/unverified|insecure|no_?verify/i.test(context.functionName(context.enclosingFunction(node)))) return;
  context.report(node, {
    ...(isChosen(node, context) ? { severity: 'medium' as const } : {}),
    ...verified(node, context),
    message: `\`${what}\` accepts any certificate: whoever stands between can read and change the traffic.`,
    suggestion:
      'Leave verification on; for a private certificate authority, give its certificate (ca, verify="/path/ca.pem", RootCAs).',
  });
}

/** Whether the same function asks for the certificate elsewhere, or looks at what became of it. */
function isSetAnew(node: number, context: RuleContext): boolean {
  if (context.family === 'c' && context.says(/SSL_get_verify_result/)) return true;
  const owner = context.enclosingFunction(node);
  return (
    owner >= 0 &&
    /\b(VERIFY_PEER|CERT_REQUIRED|SSL_VERIFY_PEER|SslVerifyMode::PEER)\b/.test(context.text(owner))
  );
}

/** Whether some condition around it decides. */
function isChosen(node: number, context: RuleContext): boolean {
  for (let up = context.parent(node); up >= 0 && !context.isFunction(up); up = context.parent(up)) {
    if (/^(if|elif|else|case|switch|expression_case|conditional|ternary|elsif|unless)/.test(context.kind(up)))
      return true;
  }
  return false;
}

/** Names of settings, as conditions ask for them. */
const setting =
  /\b\w*(opt(ion)?s?|conf(ig)?|settings?|params?|flags?|args?|strict|skip|ignore|disable|allow|debug|local(host)?)\w*\b/i;

/** Whether somebody chose this: it stands in a branch or a function that speaks of being insecure. */
function isOption(node: number, context: RuleContext): boolean {
  const said =
    /insecure|no_?check|cert_?reqs|skip_?verif|no_?verif|no_?validat|verif(y|ication)|unsafe|self_?signed|validate_?certs|trust_?all|reject_?unauthorized|allow_?invalid|ssl_?mode|preferred/i;
  for (let below = node, up = context.parent(node); up >= 0; below = up, up = context.parent(up)) {
    if (context.isFunction(up)) return said.test(context.functionName(up));
    // What is left where a setting gave no certificate, or none was asked for.
    if (/^else(_clause)?$/.test(context.kind(up))) return true;
    const condition = context.field(up, 'condition');
    const asks = condition >= 0 && condition !== below ? condition : context.field(up, 'value');
    if (
      /^(if|elif|else_if|case|switch|expression_case|conditional|ternary|elsif|unless)/.test(
        context.kind(up),
      ) &&
      asks >= 0 &&
      (said.test(context.short(asks, 200)) ||
        // Options of the connection are there or not: nobody has asked for this.
        setting.test(context.short(asks, 200).replace(/\w*(ssl|tls|https)_?opt\w*/gi, '')))
    )
      return true;
  }
  return false;
}

export const transportRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'tls-verification-off',
    category: 'security',
    severity: 'high',
    languages: everyLanguage,
    title: 'Certificates are not checked',
    rationale: 'TLS without verification is encrypted to whoever answers.',
    cwe: 295,
    remediationMinutes: 30,
    skipTests: true,
    needs: /verify|rejectUnauthorized|TLS_REJECT|https_context|InsecureSkip|ServerCertificate/,
    kinds: [
      'pair',
      'keyword_argument',
      'keyed_element',
      'assignment_expression',
      'assignment',
      'assignment_statement',
    ],
    check(node, context) {
      if (!context.says(/verify|rejectUnauthorized|TLS_REJECT|https_context|InsecureSkip|ServerCertificate/))
        return;
      const kind = context.kind(node);
      const key =
        kind === 'pair'
          ? context.field(node, 'key')
          : kind === 'keyed_element'
            ? (context.children(node)[0] ?? -1)
            : context.field(node, kind === 'keyword_argument' ? 'name' : 'left');
      const value =
        kind === 'keyed_element'
          ? (context.children(node)[1] ?? -1)
          : context.field(node, /^(pair|keyword_argument)$/.test(kind) ? 'value' : 'right');
      if (context.tree.end[key]! - context.tree.start[key]! > 120) return;
      const name = context.text(key).replace(/['":]/g, '');
      const to = context.short(value, 80);
      switch (context.family) {
        case 'js':
          if (/(^|\.)rejectUnauthorized$/.test(name) && to === 'false')
            reportTls(node, context, 'rejectUnauthorized: false');
          if (/NODE_TLS_REJECT_UNAUTHORIZED/.test(name) && /^["'`]?0/.test(to))
            reportTls(node, context, 'NODE_TLS_REJECT_UNAUTHORIZED = 0');
          return;
        case 'python':
          if (kind === 'keyword_argument' && name === 'verify' && to === 'False') {
            const call = context.text(context.field(context.parent(context.parent(node)), 'function'));
            if (
              /(requests|session|httpx|client|http)\b.*\.?(get|post|put|delete|patch|head|request|Client|AsyncClient|Session)$/i.test(
                call,
              )
            )
              reportTls(context.parent(context.parent(node)), context, 'verify=False');
          }
          if (
            !(name === 'self.verify_mode' && context.says(/^class \w*Context\b/m)) &&
            /(^|\.)verify_mode$/.test(name) &&
            /^(ssl\.)?CERT_NONE$/.test(to) &&
            !isServers(name, node, context)
          )
            reportTls(node, context, `${name} = ${to}`);
          if (/(^|\.)_create_default_https_context$/.test(name) && /_create_unverified_context$/.test(to))
            reportTls(node, context, to);
          return;
        case 'go':
          if (
            /(^|\.)InsecureSkipVerify$/.test(name) &&
            to === 'true' &&
            !isOfServer(node, context) &&
            !isCheckedElsewhere(node, context)
          )
            reportTls(node, context, 'InsecureSkipVerify: true');
          return;
        case 'ruby':
          // Where nothing else is asked for: `mode |= VERIFY_PEER if …`.
          if (
            /(^|\.)verify_mode$/.test(name) &&
            /^(OpenSSL::SSL::)?VERIFY_NONE$/.test(to) &&
            !/verify_mode\s*\|=/.test(context.text(context.enclosingFunction(node)))
          )
            reportTls(node, context, `verify_mode = ${to}`);
          return;
        case 'csharp':
          if (
            /(ServerCertificateValidationCallback|ServerCertificateCustomValidationCallback)$/.test(name) &&
            /(=>\s*true$|return\s+true;\s*\}$|DangerousAcceptAnyServerCertificateValidator$)/.test(to)
          )
            reportTls(node, context, name);
          return;
      }
    },
    calls: [
      'curl_setopt',
      'curl_easy_setopt',
      'danger_accept_invalid_certs',
      'danger_accept_invalid_hostnames',
      '_create_unverified_context',
      'setHostnameVerifier',
      'setDefaultHostnameVerifier',
      'SSL_CTX_set_verify',
      'NoopHostnameVerifier',
      'set_verify',
    ],
    checkCall(call, context) {
      const args = call.arguments.map((each) => context.short(each, 60));
      switch (call.name) {
        case 'curl_setopt':
        case 'curl_easy_setopt':
          if (
            /^CURLOPT_(SSL_VERIFYPEER|SSL_VERIFYHOST|PROXY_SSL_VERIFYPEER)$/.test(args[1] ?? '') &&
            /^(0L?|false)$/i.test(args[2] ?? '')
          )
            reportTls(call.node, context, `${args[1]} = ${args[2]}`);
          return;
        case 'danger_accept_invalid_certs':
        case 'danger_accept_invalid_hostnames':
          if (args[0] === 'true') reportTls(call.node, context, `${call.name}(true)`);
          return;
        case '_create_unverified_context':
          reportTls(call.node, context, call.path);
          return;
        case 'setHostnameVerifier':
        case 'setDefaultHostnameVerifier':
          if (/->\s*true$|ALLOW_ALL|NoopHostnameVerifier/.test(args[0] ?? ''))
            reportTls(call.node, context, call.name);
          return;
        case 'set_verify':
          if (/SslVerifyMode::NONE/.test(args[0] ?? '')) reportTls(call.node, context, 'SslVerifyMode::NONE');
          return;
        case 'SSL_CTX_set_verify':
          // A server that asks no certificate of its clients says the same; only a client is at risk.
          if (args[1] === 'SSL_VERIFY_NONE' && context.says(/_client_method|SSL_connect/))
            reportTls(call.node, context, 'SSL_VERIFY_NONE');
      }
    },
    wrong: [
      {
        language: 'javascript',
        code: 'const agent = new https.Agent({ rejectUnauthorized: false });',
        fixed: 'const agent = new https.Agent({  });',
      },
      { language: 'javascript', code: 'process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";' },
      {
        language: 'python',
        code: 'import requests\nrequests.get(url, verify=False)',
        line: 2,
        fixed: 'import requests\nrequests.get(url)',
      },
      {
        language: 'go',
        code: 'package a\nvar c = &tls.Config{InsecureSkipVerify: true}',
        line: 2,
        fixed: 'package a\nvar c = &tls.Config{}',
      },
      {
        language: 'rust',
        code: 'fn f() { Client::builder().danger_accept_invalid_certs(true).build(); }',
        fixed: 'fn f() { Client::builder().danger_accept_invalid_certs(false).build(); }',
      },
      {
        language: 'c',
        code: 'void f(void) { curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L); }',
        fixed: 'void f(void) { curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L); }',
      },
      {
        language: 'csharp',
        code: 'class A { void F() { ServicePointManager.ServerCertificateValidationCallback += (a, b, c, d) => true; } }',
      },
      {
        language: 'ruby',
        code: 'http.verify_mode = OpenSSL::SSL::VERIFY_NONE',
        fixed: 'http.verify_mode = OpenSSL::SSL::VERIFY_PEER',
      },
      {
        language: 'php',
        code: '<?php\ncurl_setopt($c, CURLOPT_SSL_VERIFYPEER, false);',
        line: 2,
        fixed: '<?php\ncurl_setopt($c, CURLOPT_SSL_VERIFYPEER, true);',
      },
      { language: 'java', code: 'class A { void f() { conn.setHostnameVerifier((h, s) -> true); } }' },
    ],
    right: [
      {
        language: 'go',
        code: 'package a\nfunc f(c *tls.Config) {\n	c.InsecureSkipVerify = true\n	c.VerifyConnection = func(s tls.ConnectionState) error { return check(s) }\n}',
      },
      {
        language: 'ruby',
        code: 'def f(o)\n  ctx.verify_mode = OpenSSL::SSL::VERIFY_NONE\n  ctx.verify_mode |= OpenSSL::SSL::VERIFY_PEER if o[:verify]\nend',
      },
      {
        language: 'ruby',
        code: 'def f(o)\n  if o.key?(:settings)\n    ctx.verify_mode = OpenSSL::SSL::VERIFY_NONE\n  end\nend',
      },
      {
        language: 'c',
        code: 'void f(void) { SSL_CTX *c = SSL_CTX_new(TLS_client_method()); if (root) { load(c, root); } else { SSL_CTX_set_verify(c, SSL_VERIFY_NONE, NULL); } }',
      },
      {
        language: 'c',
        code: 'void f(void) { SSL_CTX *c = SSL_CTX_new(TLS_client_method()); SSL_CTX_set_verify(c, SSL_VERIFY_NONE, NULL); }\nint g(SSL *s) { return SSL_get_verify_result(s) == X509_V_OK; }',
      },
      {
        language: 'python',
        code: 'import ssl\nif config.ssl_no_check_certificate:\n    context = ssl._create_unverified_context()',
      },
      {
        language: 'python',
        code: 'import ssl\ndef serve(sock, context, needs):\n    context.verify_mode = ssl.CERT_REQUIRED if needs else ssl.CERT_OPTIONAL\n    if not needs:\n        context.verify_mode = ssl.CERT_NONE\n    return context.wrap_socket(sock, server_side=True)',
      },
      {
        language: 'javascript',
        code: 'const agent = new https.Agent({ rejectUnauthorized: true }); const o = { rejectUnauthorized: options.strict };',
      },
      {
        language: 'python',
        code: 'requests.get(url, verify=True)\nrequests.get(url, verify=ca)\nparse(token, verify=False)',
      },
      {
        language: 'go',
        code: 'package a\nvar c = &tls.Config{InsecureSkipVerify: false, MinVersion: tls.VersionTLS12}',
      },
      {
        language: 'php',
        code: '<?php\ncurl_setopt($c, CURLOPT_SSL_VERIFYPEER, true); curl_setopt($c, CURLOPT_HEADER, false);',
      },
    ],
  }),
  defineRule({
    id: 'cors-any-origin-with-credentials',
    category: 'security',
    severity: 'medium',
    languages: [...js, 'python', 'go', 'java', 'php'],
    title: 'Any web site may call this with the visitor’s cookies',
    rationale:
      'With credentials allowed and the origin open or echoed back, every page that a user visits can act in their name.',
    cwe: 942,
    remediationMinutes: 20,
    skipTests: true,
    calls: ['cors', 'CORS', 'add_middleware', 'setHeader', 'header', 'set', 'addHeader', 'Set'],
    checkCall(call, context) {
      const text = context.text(call.node).slice(0, 1000);
      const open =
        /^(cors|CORS)$/.test(call.name) || call.name === 'add_middleware'
          ? /(allow_credentials|supports_credentials|credentials)\s*[:=]\s*(True|true)/.test(text) &&
            /(allow_origins|origins?)\s*[:=]\s*(\[\s*)?(['"]\*['"]|true\b|True\b)/.test(text)
          : /access-control-allow-origin/i.test(text) &&
            /(req|request|ctx|r)\.(headers?|Header|header|get)\b[^,;]*origin|HTTP_ORIGIN|getHeader\(\s*"Origin"/i.test(
              text,
            ) &&
            context.says(/access-control-allow-credentials/i) &&
            !/allow(ed)?_?(origins|list)|whitelist|includes\(|indexOf\(|in_array|contains\(/i.test(
              context.source,
            );
      if (!open) return;
      context.report(call.node, {
        message: `\`${call.path.slice(0, 40)}\` lets every origin send requests with the visitor's credentials.`,
        suggestion: 'Name the allowed origins in a list, or leave credentials out.',
      });
    },
    wrong: [
      { language: 'javascript', code: 'app.use(cors({ origin: true, credentials: true }));' },
      {
        language: 'python',
        code: 'app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)',
      },
      {
        language: 'javascript',
        code: 'res.setHeader("Access-Control-Allow-Origin", req.headers.origin);\nres.setHeader("Access-Control-Allow-Credentials", "true");',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'app.use(cors()); app.use(cors({ origin: "https://a.example", credentials: true })); res.setHeader("Access-Control-Allow-Origin", "*");',
      },
      {
        language: 'python',
        code: 'app.add_middleware(CORSMiddleware, allow_origins=ORIGINS, allow_credentials=True)',
      },
    ],
  }),
  defineRule({
    id: 'debug-server',
    category: 'security',
    severity: 'medium',
    languages: ['python'],
    title: 'Debug mode switched on in code',
    rationale: "Flask's debugger runs Python that a visitor types; Django's error pages show settings.",
    cwe: 489,
    remediationMinutes: 10,
    skipTests: true,
    calls: ['run'],
    checkCall(call, context) {
      if (
        (!/(^|\.)(app|application|server|flask_app)\.run$/.test(call.path) &&
          context.call(call.receiver)?.name !== 'Flask') ||
        !context.says(/flask|Flask|dash|Dash/)
      )
        return;
      if (context.text(context.option(call, 'debug')) !== 'True') return;
      context.report(call.node, {
        ...withoutOption(call, 'debug', context),
        message: `\`${call.path}(debug=True)\` starts the interactive debugger for everybody who can reach the server.`,
        suggestion: `Take it from the environment: ${call.path}(debug=os.environ.get("FLASK_DEBUG") == "1").`,
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'from flask import Flask\napp = Flask(__name__)\napp.run(debug=True)',
        line: 3,
        fixed: 'from flask import Flask\napp = Flask(__name__)\napp.run()',
      },
      { language: 'python', code: 'from flask import Flask\nFlask(__name__).run(debug=True)', line: 2 },
    ],
    right: [
      {
        language: 'python',
        code: 'from flask import Flask\napp = Flask(__name__)\napp.run(debug=settings.DEBUG)\napp.run()',
      },
      { language: 'python', code: 'job.run(debug=True)' },
    ],
  }),
  defineRule({
    id: 'cookie-without-protection',
    category: 'security',
    severity: 'medium',
    languages: [...js, 'go', 'java', 'python', 'csharp'],
    title: 'Session cookie open to scripts or plain HTTP',
    rationale: 'httpOnly keeps a cookie from injected scripts, secure keeps it off unencrypted connections.',
    cwe: 1004,
    remediationMinutes: 10,
    skipTests: true,
    needs: /httponly|http_only|Secure/i,
    calls: ['setHttpOnly', 'setSecure', 'set_cookie'],
    checkCall(call, context) {
      const off =
        context.family === 'python'
          ? ['httponly', 'secure'].find((name) => context.text(context.option(call, name)) === 'False')
          : /cookie/i.test(context.text(call.receiver)) && context.text(call.arguments[0] ?? -1) === 'false'
            ? call.name
            : undefined;
      if (
        off === undefined ||
        (context.family === 'python' && /csrf|xsrf|lang|theme/i.test(context.text(call.node)))
      )
        return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 50)}\` leaves the cookie open to ${/secure/i.test(off) ? 'whoever listens on the way' : 'every script on the page'}.`,
        suggestion: context.family === 'python' ? `${off}=True` : `${off}(true)`,
      });
    },
    kinds: ['pair', 'keyed_element', 'assignment_expression'],
    check(node, context) {
      if (!context.says(/http_?only|\bSecure\b/i)) return;
      if (context.kind(node) !== 'pair') {
        if (context.family === 'js') return;
        const text = context.short(node, 60);
        const holder = context.short(context.ancestor(node, literalKinds), 200);
        if (!/^(HttpOnly|Secure)(:| =) false$/.test(text) || !/Cookie/.test(holder)) return;
        context.report(node, {
          message: `\`${text}\` leaves the cookie open to ${text.startsWith('Secure') ? 'whoever listens on the way' : 'every script on the page'}.`,
          suggestion: text.replace('false', 'true'),
        });
        return;
      }
      const name = context.text(context.field(node, 'key'));
      if (!/^['"]?httpOnly['"]?$/.test(name) || context.text(context.field(node, 'value')) !== 'false')
        return;
      const call = context.call(context.ancestor(node, callKinds));
      if (
        call === null ||
        !/(cookie|session)/i.test(call.path) ||
        /csrf|xsrf|locale|theme/i.test(context.text(call.node).slice(0, 300))
      )
        return;
      context.report(node, {
        ...turnedOn(node, context),
        message: `\`httpOnly: false\` lets every script on the page read the cookie that \`${call.path.slice(0, 40)}\` sets.`,
        suggestion: 'httpOnly: true',
      });
    },
    wrong: [
      { language: 'go', code: 'package a\nvar c = http.Cookie{Name: "sid", HttpOnly: false}', line: 2 },
      { language: 'java', code: 'class A { void f(Cookie cookie) { cookie.setHttpOnly(false); } }' },
      { language: 'python', code: 'response.set_cookie("sid", value, httponly=False)' },
      {
        language: 'javascript',
        code: 'res.cookie("sid", id, { httpOnly: false });',
        fixed: 'res.cookie("sid", id, { httpOnly: true });',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'res.cookie("sid", id, { httpOnly: true, secure: true }); parse({ httpOnly: false });',
      },
    ],
  }),
];

const callKinds: ReadonlySet<string> = new Set(['call_expression']);
const literalKinds: ReadonlySet<string> = new Set(['composite_literal', 'object_creation_expression']);

/** Python: whether a context is a server's, which asks its clients for no certificate. */
function isServers(name: string, node: number, context: RuleContext): boolean {
  const made = name.replace(/\.\w+$/, '').replaceAll('.', '\\.');
  return new RegExp(
    `\\b${made}\\s*=\\s*[\\w.]+\\([^\\n]*(PROTOCOL_TLS_SERVER|CLIENT_AUTH)|\\b${made}\\.wrap_socket\\([^()]*server_side\\s*=\\s*True`,
  ).test(context.text(context.enclosingFunction(node)));
}

/** Go: whether a TLS configuration is a server's, for whom the setting means nothing: it shows a certificate and is served or listened with. */
function isOfServer(node: number, context: RuleContext): boolean {
  const around = context.text(context.parent(node));
  if (!/\bCertificates:/.test(around) || /\b(RootCAs|ServerName):/.test(around)) return false;
  const owner = context.enclosingFunction(node);
  return (
    owner >= 0 && /\b(New\w*Server|ListenTLS|tls\.(Listen|NewListener|Server))\(/.test(context.text(owner))
  );
}

/** Go: whether a function of the program's own checks the certificate instead, or the setting is taken back where it is asked for. */
function isCheckedElsewhere(node: number, context: RuleContext): boolean {
  const owner = context.enclosingFunction(node);
  return (
    owner >= 0 &&
    /\b(VerifyConnection|VerifyPeerCertificate)\b\s*[:=]|\bInsecureSkipVerify\s*=\s*false\b/.test(
      context.text(owner),
    )
  );
}
