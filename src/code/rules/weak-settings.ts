// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the examples are code.
import type { NodeIndex } from '../syntax-tree.ts';
import { builtString } from './built-string.ts';
import type { Call } from './calls.ts';
import type { RuleContext } from './context.ts';
import { cAndCpp, everyLanguage, js } from './languages.ts';
import { defineRule, type RuleDeclaration } from './rule.ts';
import { entropy } from './secrets.ts';
import { statementOf } from './statements.ts';
import { isCleaned } from './taint.ts';

/** The argument that is the key of a signing or checking call, or -1. */
function keyArgument(call: Call, context: RuleContext): NodeIndex {
  const second = call.arguments[1] ?? -1;
  switch (context.family) {
    case 'js':
      if (/^(jwt|jsonwebtoken|JWT)\.(sign|verify)$/.test(call.path)) return second;
      if (/^(crypto\.)?(createHmac|createCipheriv|createDecipheriv)$/.test(call.path)) return second;
      if (/^(session|cookieSession|expressSession)$/.test(call.path)) return context.option(call, 'secret');
      return call.path === 'cookieParser' ? (call.arguments[0] ?? -1) : -1;
    case 'python':
      if (/^(jwt|pyjwt)\.(encode|decode)$/.test(call.path)) return second;
      if (call.path === 'hmac.new') return call.arguments[0] ?? -1;
      return /^(Fernet|AES\.new)$/.test(call.path) ? (call.arguments[0] ?? -1) : -1;
    case 'java':
      if (call.name === 'SecretKeySpec' && call.isNew) return call.arguments[0] ?? -1;
      return /^(Algorithm\.HMAC\d+|Keys\.hmacShaKeyFor)$/.test(call.path) ? (call.arguments[0] ?? -1) : -1;
    case 'go':
      if (/^hmac\.New$/.test(call.path)) return second;
      return /^aes\.NewCipher$/.test(call.path) ? (call.arguments[0] ?? -1) : -1;
    case 'php':
      if (call.path === 'hash_hmac') return call.arguments[2] ?? -1;
      return /^JWT::(encode|decode)$/.test(call.path) ? second : -1;
    case 'ruby':
      return /^JWT\.(encode|decode)$/.test(call.path) ? second : -1;
    case 'csharp':
      return /^(SymmetricSecurityKey|HMACSHA256|HMACSHA512)$/.test(call.name) && call.isNew
        ? (call.arguments[0] ?? -1)
        : -1;
    default:
      return -1;
  }
}

/** The text of a literal key, through the wrappers that make bytes of it; null when it is none. */
function literalKey(node: NodeIndex, context: RuleContext): string | null {
  const direct = context.stringValue(node);
  if (direct !== null) return direct;
  const call = context.call(node);
  if (call !== null) {
    if (/^(getBytes|encode|to_bytes)$/.test(call.name) && call.receiver >= 0)
      return literalKey(call.receiver, context);
    if (/^(from|bytes|Buffer|GetBytes)$/.test(call.name)) return literalKey(call.arguments[0] ?? -1, context);
  }
  // Go: []byte("…")
  const inner = /^\[\]byte\((".*")\)$/.exec(context.text(node));
  return inner === null ? null : inner[1]!.slice(1, -1);
}

const number = (node: NodeIndex, context: RuleContext): number =>
  node < 0 ? Number.NaN : Number(context.text(node).replaceAll('_', ''));

/** Iterations of a password hash that a call asks for, with how many there should be; null when it asks for none, or enough. */
function fewRounds(call: Call, context: RuleContext): { rounds: number; least: number } | null {
  const at = (index: number): number => number(call.arguments[index] ?? -1, context);
  let rounds = Number.NaN;
  let least = 100_000;
  if (/^(crypto\.)?pbkdf2(Sync)?$/.test(call.path)) rounds = at(2);
  else if (call.path === 'hashlib.pbkdf2_hmac') rounds = at(3);
  else if (call.name === 'PBEKeySpec') rounds = at(2);
  else if (call.path === 'pbkdf2.Key') rounds = at(2);
  else if (call.name === 'Rfc2898DeriveBytes') rounds = at(2);
  else if (call.name === 'hash_pbkdf2') rounds = at(3);
  else if (/^bcrypt(js)?\.(hash|hashSync|genSalt|genSaltSync)$/.test(call.path)) {
    rounds = at(/genSalt/.test(call.name) ? 0 : 1);
    least = 10;
  } else if (call.path === 'bcrypt.gensalt') {
    rounds = at(0);
    least = 10;
  }
  return Number.isNaN(rounds) || rounds >= least ? null : { rounds, least };
}

export const weakSettingRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'key-in-call',
    category: 'security',
    severity: 'high',
    languages: [...js, 'python', 'java', 'go', 'php', 'ruby', 'csharp'],
    title: 'Signing or encryption key written into the call',
    rationale:
      'Who reads the code can sign tokens and read what is encrypted, and the key cannot be changed without a release.',
    cwe: 321,
    remediationMinutes: 30,
    skipTests: true,
    supersedes: ['hardcoded-credential'],
    calls: [
      'sign',
      'verify',
      'createHmac',
      'createCipheriv',
      'createDecipheriv',
      'session',
      'cookieSession',
      'expressSession',
      'cookieParser',
      'encode',
      'decode',
      'new',
      'Fernet',
      'SecretKeySpec',
      'HMAC256',
      'HMAC512',
      'HMAC384',
      'hmacShaKeyFor',
      'New',
      'NewCipher',
      'hash_hmac',
      'SymmetricSecurityKey',
      'HMACSHA256',
      'HMACSHA512',
    ],
    checkCall(call, context) {
      const node = keyArgument(call, context);
      const key = node < 0 ? null : literalKey(node, context);
      if (key === null || key.length < 4 || entropy(key) < 1.5) return;
      // Labels of key derivation, and keys that the protocol names.
      if (
        /^(WebPush|Bitcoin seed|ed25519 seed|AWS4|TLS|Content-Encoding|HKDF|Client Key|Server Key|Nist)/i.test(
          key,
        ) ||
        /\bseed$|derive|label|context/i.test(key)
      )
        return;
      context.report(call.node, {
        message: `\`${call.path.slice(-40)}\` uses a key of ${key.length} characters that stands in the code.`,
        suggestion:
          'Read the key from the environment or a secret manager, and change the one that is known.',
      });
    },
    wrong: [
      { language: 'javascript', code: 'const token = jwt.sign({ id }, "my-signing-key");' },
      { language: 'javascript', code: 'app.use(session({ secret: "keyboard cat", resave: false }));' },
      { language: 'python', code: 'token = jwt.encode(claims, "my-signing-key", algorithm="HS256")' },
      {
        language: 'java',
        code: 'class A { Object f() { return new SecretKeySpec("0123456789abcdef".getBytes(), "AES"); } }',
      },
      { language: 'go', code: 'package a\nvar m = hmac.New(sha256.New, []byte("my-signing-key"))', line: 2 },
      { language: 'php', code: '<?php\n$t = JWT::encode($claims, "my-signing-key", "HS256");', line: 2 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const token = jwt.sign({ id }, process.env.JWT_KEY); const h = createHmac("sha256", key);',
      },
      {
        language: 'python',
        code: 'token = jwt.encode(claims, settings.KEY)\nmac = hmac.new(key, message, "sha256")',
      },
    ],
  }),
  defineRule({
    id: 'few-hash-rounds',
    category: 'security',
    severity: 'medium',
    languages: [...js, 'python', 'java', 'go', 'csharp', 'php'],
    title: 'Password hash of too few rounds',
    rationale:
      'The rounds are what makes guessing slow; a graphics card makes up for a few thousand of them.',
    cwe: 916,
    source: 'OWASP Password Storage Cheat Sheet',
    remediationMinutes: 15,
    skipTests: true,
    calls: [
      'pbkdf2',
      'pbkdf2Sync',
      'pbkdf2_hmac',
      'PBEKeySpec',
      'Key',
      'Rfc2898DeriveBytes',
      'hash_pbkdf2',
      'hash',
      'hashSync',
      'genSalt',
      'genSaltSync',
      'gensalt',
    ],
    checkCall(call, context) {
      const few = fewRounds(call, context);
      if (few === null) return;
      context.report(call.node, {
        message: `\`${call.path.slice(-40)}\` does ${few.rounds} rounds; ${few.least} is the least that slows guessing down.`,
        suggestion:
          few.least === 10 ? 'A cost of 12 or more.' : '600,000 rounds for PBKDF2 with SHA-256, or argon2id.',
        evidence: [`rounds: ${few.rounds}`],
      });
    },
    wrong: [
      { language: 'javascript', code: 'crypto.pbkdf2Sync(password, salt, 1000, 64, "sha512");' },
      { language: 'javascript', code: 'await bcrypt.hash(password, 4);' },
      { language: 'python', code: 'key = hashlib.pbkdf2_hmac("sha256", password, salt, 1000)' },
      {
        language: 'java',
        code: 'class A { Object f(char[] p, byte[] s) { return new PBEKeySpec(p, s, 1000, 256); } }',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'crypto.pbkdf2Sync(password, salt, 600_000, 64, "sha512"); await bcrypt.hash(password, 12); await bcrypt.hash(password, rounds);',
      },
    ],
  }),
  defineRule({
    id: 'short-key',
    category: 'security',
    severity: 'high',
    languages: [...js, 'python', 'java', 'go', 'csharp', 'ruby', 'php', ...cAndCpp],
    title: 'RSA key that is too short',
    rationale: 'Keys of 1024 bits are within reach of those with money.',
    cwe: 326,
    source: 'NIST SP 800-131A Rev. 2',
    remediationMinutes: 30,
    skipTests: true,
    calls: [
      'generateKeyPair',
      'generateKeyPairSync',
      'generate_private_key',
      'generate',
      'GenerateKey',
      'initialize',
      'RSACryptoServiceProvider',
      'Create',
      'new',
      'RSA_generate_key',
      'RSA_generate_key_ex',
    ],
    checkCall(call, context) {
      let bits = Number.NaN;
      switch (context.family) {
        case 'js':
          if (/^['"]rsa/.test(context.text(call.arguments[0] ?? -1)))
            bits = number(context.option(call, 'modulusLength'), context);
          break;
        case 'python':
          if (/^rsa\.generate_private_key$/.test(call.path))
            bits = number(
              context.option(call, 'key_size') >= 0
                ? context.option(call, 'key_size')
                : (call.arguments[1] ?? -1),
              context,
            );
          else if (/^(RSA|DSA)\.generate$/.test(call.path)) bits = number(call.arguments[0] ?? -1, context);
          break;
        case 'java':
          if (call.name === 'initialize' && context.says(/KeyPairGenerator\.getInstance\("RSA/))
            bits = number(call.arguments[0] ?? -1, context);
          break;
        case 'go':
          if (call.path === 'rsa.GenerateKey') bits = number(call.arguments[1] ?? -1, context);
          break;
        case 'csharp':
          if (call.name === 'RSACryptoServiceProvider' || call.path === 'RSA.Create')
            bits = number(call.arguments[0] ?? -1, context);
          break;
        case 'ruby':
          if (/RSA\.(new|generate)$/.test(call.path)) bits = number(call.arguments[0] ?? -1, context);
          break;
        case 'c':
          if (/^RSA_generate_key/.test(call.name))
            bits = number(call.arguments[call.name === 'RSA_generate_key' ? 0 : 1] ?? -1, context);
          break;
        default:
      }
      if (Number.isNaN(bits) || bits >= 2048 || bits < 256) return;
      context.report(call.node, {
        message: `A key of ${bits} bits is made here.`,
        suggestion: 'Use 3072 bits (2048 at the least), or an elliptic curve such as Ed25519.',
        evidence: [`bits: ${bits}`],
      });
    },
    wrong: [
      { language: 'javascript', code: 'crypto.generateKeyPairSync("rsa", { modulusLength: 1024 });' },
      { language: 'python', code: 'key = rsa.generate_private_key(public_exponent=65537, key_size=1024)' },
      { language: 'go', code: 'package a\nvar k, _ = rsa.GenerateKey(rand.Reader, 1024)', line: 2 },
      {
        language: 'java',
        code: 'class A { void f() throws Exception {\n  KeyPairGenerator g = KeyPairGenerator.getInstance("RSA");\n  g.initialize(1024);\n} }',
        line: 3,
      },
      { language: 'csharp', code: 'class A { object F() { return RSA.Create(1024); } }' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'crypto.generateKeyPairSync("rsa", { modulusLength: 3072 }); crypto.generateKeyPairSync("ec", { namedCurve: "P-256" });',
      },
    ],
  }),
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
              ? (/^"(SSL|SSLv2|SSLv3|TLSv1|TLSv1\.1)"$/.exec(text[0] ?? '')?.[1] ?? null)
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
      // What documentation and defaults for one's own machine say.
      if (
        /^(user(name)?|usr|login|me|name|foo|x+|admin|root|guest|postgres|test\w*|a|u)$/i.test(user!) &&
        /^(pass(w(or)?d)?|pwd|secret|pw|token|bar|x+|\*+|postgres|guest|root|test\w*|admin|p|b)$/i.test(
          secret!,
        )
      )
        return;
      if (
        /^(localhost|127\.|0\.0\.0\.0|your|my\w|some\w|example|(host(name)?|server|db|proxy|domain|address)(\.|$))/i.test(
          host!,
        ) ||
        /example|\.(test|invalid|local)$/i.test(host!)
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
        if (/\bdebug\b/i.test(context.text(context.enclosingFunction(call.node)).slice(0, 3000))) return;
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
    remediationMinutes: 15,
    skipTests: true,
    calls: ['mark_safe', 'Markup', 'html_safe', 'raw', 'Raw', 'bypassSecurityTrustHtml'],
    checkCall(call, context) {
      const content = call.name === 'html_safe' ? call.receiver : (call.arguments[0] ?? -1);
      if (content < 0) return;
      if (call.name === 'Raw' && call.path !== 'Html.Raw') return;
      if (call.name === 'raw' && (context.family !== 'ruby' || call.receiver >= 0)) return;
      const built = builtString(context, content);
      if (built === null || !built.text.includes('<')) return;
      // Markup's own % and format escape what they put in; what is escaped or markup already is right.
      const suspects = built.dynamic.filter(
        (each) =>
          /[A-Za-z]/.test(context.text(each)) &&
          !isCleaned(context.short(each, 200)) &&
          !/escape|safe|markup|html|\bh\(|link_to|content_tag|render|_tag\b|url|path|_for\(|\bl\(|\bt\(|gettext|_\(|css|class|style|icon|svg|media|\bid\b|count|size|width|height|index|version|date|time|nonce/i.test(
            context.short(each, 200),
          ),
      );
      if (suspects.length === 0) return;
      context.report(call.node, {
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
