import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp, js } from '../languages.ts';
import type { Call } from '../reading/calls.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';
import { entropy } from './secrets.ts';

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

export const weakKeyRules: readonly RuleDeclaration[] = [
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
        /\bseed$|derive|label|context|\bsha\d/i.test(key)
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
];
