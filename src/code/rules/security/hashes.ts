import { strongHash } from '../../fixes/security.ts';
import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { everyLanguage } from '../languages.ts';
import type { Call } from '../reading/calls.ts';
import { namesAround, secretWords } from '../reading/secret-names.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const weakHash = /^(md5|md4|md2|sha-?1|ripemd-?128)$/i;

/** Last names of calls that may compute a hash. */
export const hashCalls: readonly string[] = [
  ...[
    'createHash',
    'md5',
    'sha1',
    'MD5',
    'SHA1',
    'new',
    'getInstance',
    'md5Hex',
    'sha1Hex',
    'New',
    'Sum',
    'digest',
    'compute',
  ],
  ...[
    'MD5_Init',
    'SHA1_Init',
    'EVP_md5',
    'EVP_sha1',
    'Create',
    'HashData',
    'MD5CryptoServiceProvider',
    'SHA1CryptoServiceProvider',
    'SHA1Managed',
    'hexdigest',
    'base64digest',
    'hash',
  ],
];

/** The weak algorithm that a call computes, or null. */
export function weakHashOf(call: Call, context: RuleContext): string | null {
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
      return /^(Md5|Sha1)::(new|digest)$/.test(call.path) || /^md5::compute$/.test(call.path)
        ? call.path
        : null;
    case 'c':
      return /^(MD5|SHA1|MD5_Init|SHA1_Init|EVP_md5|EVP_sha1)$/.test(call.name) ? call.name : null;
    case 'csharp':
      return /^(System\.Security\.Cryptography\.)?(MD5|SHA1)\.(Create|HashData)$/.test(call.path) ||
        /^(MD5|SHA1)(CryptoServiceProvider|Managed)$/.test(call.name)
        ? call.path
        : null;
    case 'ruby':
      return /^(OpenSSL::)?Digest::(MD5|SHA1)\.(hexdigest|digest|new|base64digest)$/.test(call.path)
        ? call.path
        : null;
    case 'php':
      if (call.name === 'hash') return named;
      return call.receiver < 0 && /^(md5|sha1)$/.test(call.name) ? call.name : null;
  }
}

/** What the variable that holds the digest is fed with later: `md.update(password.getBytes())`. */
function fedWith(node: number, context: RuleContext): string {
  const up = context.parent(node);
  const name = context.text(context.field(up, 'name'));
  if (!/^\w+$/.test(name)) return '';
  const owner = context.text(context.enclosingFunction(node)).slice(0, 8_000);
  return [
    ...owner.matchAll(
      new RegExp(`\\b${name}\\.(?:update|digest|Update|ComputeHash|Write)\\(([^;\\n]{0,80})`, 'g'),
    ),
  ]
    .map((match) => match[1])
    .join(' ');
}

/** The outermost call of a chain: `createHash(…).update(password).digest()` for its first call. */
function wholeChain(node: number, context: RuleContext): number {
  let chain = node;
  for (;;) {
    const up = context.parent(chain);
    const isPart = /member|attribute|selector|field/.test(context.kind(up));
    if (!isPart && !(context.isCall(up) && context.children(up)[0] === chain)) return chain;
    chain = up;
  }
}

/** The lines of a node's statement, as far as a few more than its own. */
function restOfLines(node: NodeIndex, { tree, source }: RuleContext): string {
  const end = source.indexOf('\n', tree.end[node]);
  return source.slice(source.lastIndexOf('\n', tree.start[node]! - 1) + 1, end < 0 ? undefined : end);
}

/** What the function around a node is called, or the property that it is assigned to: `SP.md5 = function (salt) {…}` is `md5`. */
function ownName(node: NodeIndex, context: RuleContext): string {
  const owner = context.enclosingFunction(node);
  if (owner < 0) return '';
  const name = context.functionName(owner);
  if (/^\w+$/.test(name)) return name;
  const left = context.text(context.field(context.parent(owner), 'left'));
  return /(?:^|\.)(\w+)$/.exec(left)?.[1] ?? '';
}

export const hashRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'weak-hash-for-secret',
    category: 'security',
    severity: 'high',
    languages: everyLanguage,
    title: 'Broken or fast hash guards a secret',
    rationale:
      'MD5 and SHA-1 have practical collisions, and a graphics card tries billions of passwords a second against them.',
    cwe: 328,
    source: 'NIST SP 800-131A Rev. 2; OWASP Password Storage Cheat Sheet',
    remediationMinutes: 45,
    skipTests: true,
    calls: hashCalls,
    checkCall(call, context) {
      const algorithm = weakHashOf(call, context);
      // A helper that is called `md5` is for whatever its callers hash.
      if (/^(md5|sha1|sha_1)(_?(hex|hash|sum|digest))?$/i.test(ownName(call.node, context))) return;
      // Somebody looked at it before, and told another linter so.
      if (/#\s*(nosec\b|noqa:.*S324)/.test(restOfLines(call.node, context))) return;
      // How long a digest is, is no digest.
      if (
        algorithm === null ||
        /^\s*\.\s*(digest_size|block_size|name)\b/.test(
          context.source.slice(context.tree.end[call.node], context.tree.end[call.node]! + 20),
        )
      )
        return;
      const chain = wholeChain(call.node, context);
      const about = `${namesAround(call.node, context)} ${context.short(chain, 300)} ${fedWith(call.node, context)}`;
      const word = secretWords.exec(about)?.[1];
      // What many call a signature is a digest that tells whether something changed.
      if (
        /^signature$/i.test(word ?? '') &&
        !context.says(/hmac|verif|sign(ed|er|ing)\b|secret|private.?key/i)
      )
        return;
      // A digest of a token that was random to begin with is as hard to guess as the token.
      const makesToken =
        /(make|generate|create|new|build|reset)\w*_?(token|secret|key)|(token|secret|key)_for/i.test(about);
      if (/^(token|nonce|session_?id|csrf|otp|jwt)$/i.test(word ?? '') && !makesToken) return;
      if (
        word === undefined ||
        /etag|checksum|cache|fingerprint|gravatar|file_?hash|content_?hash/i.test(about)
      )
        return;
      context.report(call.node, {
        ...(/passw|pwd|passphrase/i.test(word) ? {} : strongHash(call, context)),
        message: `\`${algorithm}\` is used where the names speak of a secret ("${word.toLowerCase()}"): it can be reversed by guessing or made to collide.`,
        suggestion: /passw|pwd|passphrase/i.test(word)
          ? 'Store passwords with argon2id, scrypt or bcrypt.'
          : 'Use SHA-256 or better; HMAC-SHA-256 for signatures; random bytes for tokens.',
        evidence: [`algorithm: ${algorithm}`],
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'const crypto = require("crypto");\nfunction hashPassword(password) {\n  return crypto.createHash("md5").update(password).digest("hex");\n}',
        line: 3,
      },
      {
        language: 'python',
        code: 'import hashlib\ndef check(password):\n    return hashlib.md5(password.encode()).hexdigest()',
        line: 3,
      },
      {
        language: 'java',
        code: 'class A { byte[] hashPassword(String p) throws Exception { return MessageDigest.getInstance("MD5").digest(p.getBytes()); } }',
      },
      {
        language: 'go',
        code: 'package a\nfunc hashPassword(p string) [16]byte { return md5.Sum([]byte(p)) }',
        line: 2,
      },
      {
        language: 'csharp',
        code: 'class A { byte[] HashPassword(byte[] p) { return MD5.Create().ComputeHash(p); } }',
      },
      {
        language: 'ruby',
        code: 'def token_for(user)\n  Digest::MD5.hexdigest(user.email)\nend',
        line: 2,
        fixed: 'def token_for(user)\n  Digest::SHA256.hexdigest(user.email)\nend',
      },
      { language: 'php', code: '<?php\n$hash = md5($password);', line: 2 },
    ],
    right: [
      {
        language: 'javascript',
        code: "const Crypto = require('crypto');\nSP.md5 = function (salt) {\n  return Crypto.createHash('md5').update(this + salt).digest('hex');\n};",
      },
      {
        language: 'python',
        code: 'import hashlib\ndef sign(app, text):\n    return hashlib.md5((text + app.secret).encode()).hexdigest()  # nosec',
      },
      { language: 'javascript', code: 'const etag = crypto.createHash("md5").update(body).digest("hex");' },
      {
        language: 'javascript',
        code: 'const passwordHash = crypto.createHash("sha256").update(x).digest();',
      },
      {
        language: 'python',
        code: 'import hashlib\ndef cache_key(url):\n    return hashlib.md5(url.encode()).hexdigest()',
      },
      { language: 'php', code: '<?php\n$key = md5($path); $author = sha1($name);' },
    ],
  }),
];
