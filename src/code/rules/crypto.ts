import type { Call } from './calls.ts';
import type { RuleContext } from './context.ts';
import { cAndCpp, everyLanguage, js } from './languages.ts';
import { defineRule, type RuleDeclaration } from './rule.ts';

/** Words that tell that something is meant to be secret or hard to guess. */
const secretWords = /(passw|passphrase|\bpwd\b|secret|token|credential|session_?id|api_?key|auth(?!or)|signature|nonce|\bsalt\b|otp\b|csrf|\bjwt\b|private_?key|reset_?code|verification_?code|invite_?code)/i;

/** The names around an expression: what it is assigned to, its function, its arguments. */
function namesAround(node: number, context: RuleContext): string {
  let text = '';
  let up = node;
  for (let depth = 0; depth < 8 && up >= 0 && !context.isBlock(up); depth += 1) {
    for (const field of ['name', 'left', 'key', 'pattern']) text += ` ${context.short(context.field(up, field), 60)}`;
    if (context.kind(up) === 'variable_declarator') text += ` ${context.short(context.children(up)[0] ?? -1, 60)}`;
    up = context.parent(up);
    if (context.isFunction(up)) break;
  }
  const owner = context.isFunction(up) ? up : context.enclosingFunction(node);
  return `${text} ${context.functionName(owner)}`;
}

const weakHash = /^(md5|md4|md2|sha-?1|ripemd-?128)$/i;

/** The weak algorithm that a call computes, or null. */
function weakHashOf(call: Call, context: RuleContext): string | null {
  const first = context.stringValue(call.arguments[0] ?? -1);
  const named = first !== null && weakHash.test(first) ? first : null;
  switch (context.family) {
    case 'js':
      if (/^(createHash|createHmac)$/.test(call.name)) return call.name === 'createHmac' ? null : named;
      return /^(md5|sha1|MD5|SHA1)$/.test(call.name) ? call.name : null;
    case 'python':
      if (call.path === 'hashlib.new') return named;
      if (context.text(context.option(call, 'usedforsecurity')) === 'False') return null;
      return /^(hashlib\.)?(md5|sha1)$/.test(call.path) ? call.name : null;
    case 'java':
      if (call.path.endsWith('MessageDigest.getInstance')) return named;
      return /^DigestUtils\.(md5|sha1)/.test(call.path) ? call.name : null;
    case 'go':
      return /^(md5|sha1)\.(New|Sum)$/.test(call.path) ? call.path : null;
    case 'rust':
      return /^(Md5|Sha1)::(new|digest)$/.test(call.path) || /^md5::compute$/.test(call.path) ? call.path : null;
    case 'c':
      return /^(MD5|SHA1|MD5_Init|SHA1_Init|EVP_md5|EVP_sha1)$/.test(call.name) ? call.name : null;
    case 'csharp':
      return /^(System\.Security\.Cryptography\.)?(MD5|SHA1)\.(Create|HashData)$/.test(call.path) || /^(MD5|SHA1)(CryptoServiceProvider|Managed)$/.test(call.name) ? call.path : null;
    case 'ruby':
      return /^(OpenSSL::)?Digest::(MD5|SHA1)\.(hexdigest|digest|new|base64digest)$/.test(call.path) ? call.path : null;
    case 'php':
      if (call.name === 'hash') return named;
      return call.receiver < 0 && /^(md5|sha1)$/.test(call.name) ? call.name : null;
  }
}

export const cryptoRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'weak-hash-for-secret',
    category: 'security',
    severity: 'high',
    languages: everyLanguage,
    title: 'Broken or fast hash guards a secret',
    rationale: 'MD5 and SHA-1 have practical collisions, and a graphics card tries billions of passwords a second against them.',
    cwe: 328,
    source: 'NIST SP 800-131A Rev. 2; OWASP Password Storage Cheat Sheet',
    remediationMinutes: 45,
    skipTests: true,
    calls: [
      ...['createHash', 'md5', 'sha1', 'MD5', 'SHA1', 'new', 'getInstance', 'md5Hex', 'sha1Hex', 'New', 'Sum', 'digest', 'compute'],
      ...['MD5_Init', 'SHA1_Init', 'EVP_md5', 'EVP_sha1', 'Create', 'HashData', 'MD5CryptoServiceProvider', 'SHA1CryptoServiceProvider', 'SHA1Managed', 'hexdigest', 'base64digest', 'hash'],
    ],
    checkCall(call, context) {
      const algorithm = weakHashOf(call, context);
      if (algorithm === null) return;
      let chain = call.node;
      while (context.isCall(context.parent(context.parent(chain))) || /member|attribute|selector|field/.test(context.kind(context.parent(chain)))) chain = context.parent(chain);
      const about = `${namesAround(call.node, context)} ${context.short(chain, 300)}`;
      const word = secretWords.exec(about)?.[1];
      if (word === undefined || /etag|checksum|cache|fingerprint|gravatar|file_?hash|content_?hash/i.test(about)) return;
      context.report(call.node, {
        message: `\`${algorithm}\` is used where the names speak of a secret ("${word.toLowerCase()}"): it can be reversed by guessing or made to collide.`,
        suggestion: /passw|pwd|passphrase/i.test(word)
          ? 'Store passwords with argon2id, scrypt or bcrypt.'
          : 'Use SHA-256 or better; HMAC-SHA-256 for signatures; random bytes for tokens.',
        evidence: [`algorithm: ${algorithm}`],
      });
    },
    wrong: [
      { language: 'javascript', code: 'const crypto = require("crypto");\nfunction hashPassword(password) {\n  return crypto.createHash("md5").update(password).digest("hex");\n}', line: 3 },
      { language: 'python', code: 'import hashlib\ndef check(password):\n    return hashlib.md5(password.encode()).hexdigest()', line: 3 },
      { language: 'java', code: 'class A { byte[] hashPassword(String p) throws Exception { return MessageDigest.getInstance("MD5").digest(p.getBytes()); } }' },
      { language: 'go', code: 'package a\nfunc hashPassword(p string) [16]byte { return md5.Sum([]byte(p)) }', line: 2 },
      { language: 'csharp', code: 'class A { byte[] HashPassword(byte[] p) { return MD5.Create().ComputeHash(p); } }' },
      { language: 'ruby', code: 'def token_for(user)\n  Digest::MD5.hexdigest(user.email)\nend', line: 2 },
      { language: 'php', code: '<?php\n$hash = md5($password);', line: 2 },
    ],
    right: [
      { language: 'javascript', code: 'const etag = crypto.createHash("md5").update(body).digest("hex");' },
      { language: 'javascript', code: 'const passwordHash = crypto.createHash("sha256").update(x).digest();' },
      { language: 'python', code: 'import hashlib\ndef cache_key(url):\n    return hashlib.md5(url.encode()).hexdigest()' },
      { language: 'php', code: '<?php\n$key = md5($path); $author = sha1($name);' },
    ],
  }),
  defineRule({
    id: 'weak-cipher',
    category: 'security',
    severity: 'high',
    languages: everyLanguage,
    title: 'Broken cipher or cipher mode',
    rationale: 'DES, 3DES, RC4 and Blowfish are broken or have too small a block; ECB shows equal blocks as equal.',
    cwe: 327,
    source: 'NIST SP 800-131A Rev. 2',
    remediationMinutes: 60,
    skipTests: true,
    calls: [
      ...['createCipheriv', 'createDecipheriv', 'createCipher', 'createDecipher', 'getInstance', 'new', 'ARC4', 'TripleDES', 'Blowfish', 'ECB'],
      ...['NewCipher', 'NewTripleDESCipher', 'DESCryptoServiceProvider', 'TripleDESCryptoServiceProvider', 'RC2CryptoServiceProvider', 'Create'],
      ...['openssl_encrypt', 'openssl_decrypt', 'mcrypt_encrypt', 'mcrypt_decrypt', 'EVP_des_ecb', 'EVP_des_cbc', 'EVP_des_ede3_cbc', 'EVP_rc4', 'EVP_bf_cbc', 'EVP_aes_128_ecb', 'EVP_aes_256_ecb', 'EVP_aes_192_ecb', 'DES_ecb_encrypt', 'RC4'],
    ],
    checkCall(call, context) {
      const cipher = weakCipherOf(call, context);
      if (cipher === null) return;
      context.report(call.node, {
        message: `\`${cipher}\` no longer keeps anything secret: ${/ecb/i.test(cipher) ? 'ECB encrypts equal blocks alike, so patterns stay visible' : 'it can be broken with modest means'}.`,
        suggestion: 'Use AES-256-GCM or ChaCha20-Poly1305 with a fresh nonce for each message.',
        evidence: [`cipher: ${cipher}`],
      });
    },
    kinds: ['attribute', 'member_access_expression'],
    check(node, context) {
      const text = context.family === 'python' || context.family === 'csharp' ? context.text(node) : '';
      if (!/^(AES\.MODE_ECB|DES3?\.MODE_ECB|CipherMode\.ECB|modes\.ECB)$/.test(text) || context.isCall(context.parent(node)) && text === 'modes.ECB') return;
      context.report(node, {
        message: `\`${text}\` encrypts equal blocks alike, so patterns of the plain text stay visible.`,
        suggestion: 'Use GCM (AES.MODE_GCM, AesGcm) with a fresh nonce for each message.',
      });
    },
    wrong: [
      { language: 'javascript', code: 'const c = crypto.createCipheriv("des-ede3-cbc", key, iv);' },
      { language: 'javascript', code: 'const c = crypto.createCipheriv("aes-128-ecb", key, null);' },
      { language: 'python', code: 'from Crypto.Cipher import AES\nc = AES.new(key, AES.MODE_ECB)', line: 2 },
      { language: 'python', code: 'from Crypto.Cipher import DES\nc = DES.new(key, DES.MODE_CBC)', line: 2 },
      { language: 'java', code: 'class A { void f() throws Exception { Cipher.getInstance("DES/CBC/PKCS5Padding"); } }' },
      { language: 'java', code: 'class A { void f() throws Exception { Cipher.getInstance("AES/ECB/PKCS5Padding"); } }' },
      { language: 'go', code: 'package a\nfunc f(k []byte) { c, _ := des.NewCipher(k) }', line: 2 },
      { language: 'c', code: 'void f(void) { EVP_EncryptInit_ex(ctx, EVP_des_cbc(), 0, key, iv); }' },
      { language: 'csharp', code: 'class A { void F() { aes.Mode = CipherMode.ECB; } }' },
      { language: 'ruby', code: 'c = OpenSSL::Cipher.new("des-cbc")' },
      { language: 'php', code: '<?php\nopenssl_encrypt($d, "aes-256-ecb", $k);', line: 2 },
    ],
    right: [
      { language: 'javascript', code: 'const c = crypto.createCipheriv("aes-256-gcm", key, iv); const d = design.new("description");' },
      { language: 'python', code: 'c = AES.new(key, AES.MODE_GCM)' },
      { language: 'java', code: 'class A { void f() throws Exception { Cipher.getInstance("AES/GCM/NoPadding"); KeyFactory.getInstance("RSA"); } }' },
      { language: 'go', code: 'package a\nfunc f(k []byte) { c, err := aes.NewCipher(k) }' },
      { language: 'php', code: '<?php\nopenssl_encrypt($d, "aes-256-gcm", $k, 0, $iv, $tag);' },
    ],
  }),
  defineRule({
    id: 'guessable-random',
    category: 'security',
    severity: 'high',
    languages: everyLanguage,
    title: 'Secret made with a guessable random generator',
    rationale: 'General-purpose generators can be predicted from a few outputs or from the time of the seed.',
    cwe: 338,
    remediationMinutes: 15,
    skipTests: true,
    calls: ['random', 'randint', 'randrange', 'choice', 'choices', 'sample', 'getrandbits', 'nextInt', 'nextLong', 'nextBytes', 'Int', 'Intn', 'Int63', 'Read', 'rand', 'mt_rand', 'Next', 'NextBytes', 'uniqid', 'lcg_value', 'str_shuffle', 'random_bytes', 'IntN'],
    checkCall(call, context) {
      if (!isGuessable(call, context)) return;
      const about = namesAround(call.node, context);
      const word = secretWords.exec(about)?.[1];
      if (word === undefined || /author|tokeni[sz]e|lexer|jitter|delay|backoff/i.test(about)) return;
      context.report(call.node, {
        message: `\`${call.path.slice(0, 40)}\` makes something that must not be guessed ("${word.toLowerCase()}"), but its output can be predicted.`,
        suggestion: randomInstead[context.family]!,
      });
    },
    wrong: [
      { language: 'javascript', code: 'const token = Math.random().toString(36).slice(2);' },
      { language: 'python', code: 'import random\ndef make_password():\n    return "".join(random.choice("abc") for _ in range(8))', line: 3 },
      { language: 'java', code: 'class A { int newResetToken() { return new Random().nextInt(1000000); } }' },
      { language: 'go', code: 'package a\nfunc sessionID() int { return rand.Intn(1000) }', line: 2 },
      { language: 'csharp', code: 'class A { int NewToken() { return new Random().Next(); } }' },
      { language: 'php', code: '<?php\n$token = mt_rand();', line: 2 },
      { language: 'c', code: 'int make_session_id(void) { return rand(); }' },
      { language: 'ruby', code: 'token = rand(10000)' },
    ],
    right: [
      { language: 'javascript', code: 'const jitter = Math.random() * 100; const token = crypto.randomUUID();' },
      { language: 'python', code: 'import secrets, random\ntoken = secrets.token_hex(16)\ncolor = random.choice(colors)' },
      { language: 'java', code: 'class A { int newResetToken() { return secureRandom.nextInt(1000000); } int newAuthorIndex() { return new Random().nextInt(3); } }' },
      { language: 'go', code: 'package a\nimport "crypto/rand"\nfunc sessionID() { rand.Read(b) }' },
    ],
  }),
  defineRule({
    id: 'unverified-jwt',
    category: 'security',
    severity: 'high',
    languages: ['python', ...js],
    title: 'Token read without checking its signature',
    rationale: 'Without the check, anybody writes a token that says who they like to be.',
    cwe: 347,
    remediationMinutes: 20,
    skipTests: true,
    calls: ['decode', 'verify'],
    checkCall(call, context) {
      if (!/^(jwt|jsonwebtoken|jose\.jwt|pyjwt)\.(decode|verify)$/i.test(call.path)) return;
      const text = context.text(call.node);
      const off =
        context.family === 'python'
          ? /verify\s*=\s*False|["']verify_signature["']\s*:\s*False|algorithms\s*=\s*\[[^\]]*["']none["']/i.test(text)
          : /algorithms\s*:\s*\[[^\]]*['"]none['"]/i.test(text);
      if (!off) return;
      context.report(call.node, {
        message: `\`${call.path}\` accepts tokens that nobody signed.`,
        suggestion: context.family === 'python' ? 'jwt.decode(token, key, algorithms=["HS256"])' : 'jwt.verify(token, key, { algorithms: ["HS256"] })',
      });
    },
    wrong: [
      { language: 'python', code: 'import jwt\nclaims = jwt.decode(token, options={"verify_signature": False})', line: 2 },
      { language: 'javascript', code: 'const claims = jwt.verify(token, "", { algorithms: ["none"] });' },
    ],
    right: [
      { language: 'python', code: 'import jwt\nclaims = jwt.decode(token, key, algorithms=["HS256"])' },
      { language: 'javascript', code: 'const claims = jwt.verify(token, key, { algorithms: ["HS256"] });' },
    ],
  }),
  defineRule({
    id: 'secret-compared-with-equals',
    category: 'security',
    severity: 'low',
    languages: [...js, 'python', 'ruby', 'php', ...cAndCpp],
    title: 'Signature compared byte by byte',
    rationale: 'An ordinary comparison stops at the first difference; its time tells how much of a forged signature was right.',
    cwe: 208,
    remediationMinutes: 10,
    skipTests: true,
    kinds: ['binary_expression', 'comparison_operator', 'binary'],
    check(node, context) {
      if (context.family === 'c') return;
      const [left, right, ...more] = context.children(node);
      if (left === undefined || right === undefined || more.length > 0) return;
      const operator = context.source.slice(context.tree.end[left], context.tree.start[right]).trim();
      if (!/^[!=]==?$/.test(operator)) return;
      const sides = [left, right];
      if (sides.some((side) => context.isConstant(side) || !/^(identifier|member_expression|attribute|call|call_expression|variable_name|function_call_expression|subscript|member_call_expression|member_access_expression)$/.test(context.kind(side)))) return;
      const computed = sides.find((side) => /\b(hmac|hexdigest|createHmac|hash_hmac)\b/i.test(context.short(side, 200)));
      const named = sides.filter((side) => /(signature|hmac|(^|_)mac|digest)$/i.test(context.short(side, 80).replace(/\(\)$/, '')));
      if (computed === undefined && !(named.length === 2 && /hmac/i.test(context.source))) return;
      context.report(node, {
        message: `\`${context.short(node, 60)}\` takes longer the more of the signature is right, which lets a forger find it piece by piece.`,
        suggestion: timingSafe[context.family] ?? null,
      });
    },
    wrong: [
      { language: 'python', code: 'import hmac\ndef ok(key, body, given):\n    return hmac.new(key, body).hexdigest() == given', line: 3 },
      { language: 'javascript', code: 'const ok = crypto.createHmac("sha256", key).update(body).digest("hex") === given;' },
    ],
    right: [
      { language: 'python', code: 'import hmac\nhmac.compare_digest(a, b)\nmethod_signature == other' },
      { language: 'javascript', code: 'if (signature === undefined) {} if (method.signature === other.signature) {}' },
    ],
  }),
];

const timingSafe: Readonly<Record<string, string>> = {
  js: 'Use crypto.timingSafeEqual(Buffer.from(a), Buffer.from(b)).',
  python: 'Use hmac.compare_digest(a, b).',
  ruby: 'Use OpenSSL.secure_compare(a, b).',
  php: 'Use hash_equals($known, $given).',
};

const randomInstead: Readonly<Record<string, string>> = {
  js: 'Use crypto.randomUUID() or crypto.randomBytes(32).toString("hex").',
  python: 'Use secrets.token_urlsafe(32) or secrets.choice(…).',
  java: 'Use java.security.SecureRandom.',
  go: 'Use crypto/rand.',
  rust: 'Use rand::rngs::OsRng or the getrandom crate.',
  c: 'Use getrandom(2) or RAND_bytes.',
  csharp: 'Use RandomNumberGenerator.GetBytes(32).',
  ruby: 'Use SecureRandom.hex(32).',
  php: 'Use random_bytes(32) or random_int(…).',
};

function isGuessable(call: Call, context: RuleContext): boolean {
  switch (context.family) {
    case 'js':
      return call.path === 'Math.random';
    case 'python':
      return /^random\.(random|randint|randrange|choice|choices|sample|getrandbits)$/.test(call.path);
    case 'java':
      return /newRandom\([^)]*\)\.next(Int|Long|Bytes)$/.test(call.path) || call.path === 'Math.random';
    case 'go':
      return /^rand\.(Int|Intn|IntN|Int63|Read)$/.test(call.path) && !/crypto\/rand/.test(context.source);
    case 'c':
      return /^(rand|random)$/.test(call.path);
    case 'csharp':
      return /newRandom\([^)]*\)\.(Next|NextBytes)$/.test(call.path);
    case 'ruby':
      return call.path === 'rand' || call.path === 'Random.rand';
    case 'php':
      return call.receiver < 0 && /^(rand|mt_rand|uniqid|lcg_value|str_shuffle)$/.test(call.name);
    default:
      return false;
  }
}

const weakCipherName = /^(des(3|-?ede3?)?|3des|tripledes|rc[24]|arcfour|blowfish|bf|arc4)(\b|[-/_]|$)|[-/_]ecb\b/i;

function weakCipherOf(call: Call, context: RuleContext): string | null {
  const { name, path, family } = { name: call.name, path: call.path, family: context.family };
  const at = family === 'php' && name.startsWith('openssl') ? 1 : 0;
  const algorithm = context.stringValue(call.arguments[at] ?? -1) ?? '';
  const named = weakCipherName.test(algorithm) ? algorithm : null;
  switch (family) {
    case 'js':
      return /^create(De|C)ipher(iv)?$|^create(Cipher|Decipher)(iv)?$/.test(name) ? named : null;
    case 'python':
      if (/^(DES3?|ARC[24]|Blowfish)\.new$/.test(path)) return path;
      return /^(algorithms\.(ARC4|TripleDES|Blowfish)|modes\.ECB)$/.test(path) ? path : null;
    case 'java':
      return /(^|\.)(Cipher|KeyGenerator|SecretKeyFactory)\.getInstance$/.test(path) && (named !== null || (algorithm === 'AES' && /Cipher\.getInstance$/.test(path))) ? (algorithm === 'AES' ? 'AES (ECB by default)' : algorithm) : null;
    case 'go':
      return /^(des\.New(TripleDES)?Cipher|rc4\.NewCipher|blowfish\.NewCipher)$/.test(path) ? path : null;
    case 'rust':
      return /^(Des|TdesEde3|Rc4|Blowfish)::new/.test(path) ? path : null;
    case 'c':
      return /^(EVP_(des|rc4|bf)|EVP_aes_\d+_ecb|DES_ecb|RC4$)/.test(name) ? name : null;
    case 'csharp':
      if (/^(DES|TripleDES|RC2)\.Create$/.test(path)) return path;
      return /^(DES|TripleDES|RC2)CryptoServiceProvider$/.test(name) ? name : null;
    case 'ruby':
      return /^OpenSSL::Cipher(::Cipher)?\.new$/.test(path) ? named : null;
    case 'php':
      if (name.startsWith('mcrypt_')) return name;
      return name.startsWith('openssl_') ? named : null;
  }
}
