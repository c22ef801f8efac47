import { constantTimeComparison } from '../../fixes/comparisons.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** A call whose name says that it asks about a signature. */
const checksSignature =
  /\b\w*(verif|valid|check)\w*(signature|signed|token)\w*\(|\bjwt\.Parse(WithClaims)?\(/i;

export const signatureRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'unverified-jwt',
    category: 'security',
    severity: 'high',
    languages: ['python', ...js, 'go'],
    title: 'Token read without checking its signature',
    rationale: 'Without the check, anybody writes a token that says who they like to be.',
    cwe: 347,
    remediationMinutes: 20,
    skipTests: true,
    calls: ['decode', 'verify', 'ParseUnverified'],
    checkCall(call, context) {
      if (context.family === 'go') {
        const owner = context.enclosingFunction(call.node);
        if (
          call.name !== 'ParseUnverified' ||
          /[uU]nverified|peek|inspect/i.test(context.functionName(owner)) ||
          // The header says which key to ask for; the signature is checked below.
          checksSignature.test(context.source.slice(context.tree.end[call.node], context.tree.end[owner]))
        )
          return;
        context.report(call.node, {
          // The name says what it does: whoever calls it knows, and mostly asks elsewhere.
          severity: 'medium',
          message: '`ParseUnverified` reads what a token says without asking who signed it.',
          suggestion: 'jwt.Parse(token, keyFunc)',
        });
        return;
      }
      if (!/^(jwt|jsonwebtoken|jose\.jwt|pyjwt)\.(decode|verify)$/i.test(call.path)) return;
      const text = context.text(call.node);
      const off =
        context.family === 'python'
          ? /verify\s*=\s*False|["']verify_signature["']\s*:\s*False|algorithms\s*=\s*\[[^\]]*["']none["']/i.test(
              text,
            )
          : /algorithms\s*:\s*\[[^\]]*['"]none['"]/i.test(text);
      if (!off) return;
      context.report(call.node, {
        message: `\`${call.path}\` accepts tokens that nobody signed.`,
        suggestion:
          context.family === 'python'
            ? 'jwt.decode(token, key, algorithms=["HS256"])'
            : 'jwt.verify(token, key, { algorithms: ["HS256"] })',
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'import jwt\nclaims = jwt.decode(token, options={"verify_signature": False})',
        line: 2,
      },
      { language: 'javascript', code: 'const claims = jwt.verify(token, "", { algorithms: ["none"] });' },
    ],
    right: [
      { language: 'python', code: 'import jwt\nclaims = jwt.decode(token, key, algorithms=["HS256"])' },
      { language: 'javascript', code: 'const claims = jwt.verify(token, key, { algorithms: ["HS256"] });' },
      {
        language: 'go',
        code: 'package a\nfunc parse(raw string) error {\n\tt, _, err := jwt.NewParser().ParseUnverified(raw, claims)\n\tif err != nil { return err }\n\treturn validateSignature(raw, t.Header["kid"])\n}',
      },
    ],
  }),
  defineRule({
    id: 'secret-compared-with-equals',
    category: 'security',
    severity: 'medium',
    languages: [...js, 'python', 'ruby', 'php', 'go', 'java'],
    title: 'Signature compared byte by byte',
    rationale:
      'An ordinary comparison stops at the first difference; its time tells how much of a forged signature was right.',
    cwe: 208,
    remediationMinutes: 10,
    skipTests: true,
    calls: ['Equal', 'equals', 'Equals'],
    checkCall(call, context) {
      if (!/^(bytes\.Equal|(java\.util\.)?Arrays\.equals)$/.test(call.path) || call.arguments.length !== 2)
        return;
      // Both are called by what is to be kept from forgers; checksums of contents are not.
      const named = call.arguments.filter((each) =>
        /(signature|hmac\w{0,3}|(^|[._])mac|(^|[._])(auth_?)?tag|password|passwd|pass|secret|token)(\(\))?$/i.test(
          // The same as bytes.
          context
            .short(each, 80)
            .replace(/^\[\]byte\((.*)\)$/, '$1')
            .replace(/\.getBytes\([^()]*\)$/, ''),
        ),
      );
      const hashes = call.arguments.filter((each) =>
        /(^|[._])([a-z]\w*)?[hH]ash(\(\))?$/.test(context.short(each, 80)),
      );
      // A hash with a salt is a password's.
      const isSalted =
        hashes.length === 2 && /\bsalt\b/i.test(context.short(context.enclosingFunction(call.node), 2_000));
      if ((named.length !== 2 && !isSalted) || call.arguments.some((each) => context.isConstant(each)))
        return;
      // Whether two records are alike, and what a file of some format begins with, is no secret.
      const owner = context.functionName(context.enclosingFunction(call.node));
      if (!isSalted && /^(\w*equals?|is_?equal\w*|same\w*|compare\w*)$|header|magic|format/i.test(owner))
        return;
      // The signature of a file format is no secret.
      if (!isSalted && !context.says(/hmac|crypto|jwt|[aA]uth|[pP]assword/i)) return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 60)}\` takes longer the more of it is right, which lets a forger find it piece by piece.`,
        suggestion:
          context.family === 'go' ? 'subtle.ConstantTimeCompare(a, b) == 1' : 'MessageDigest.isEqual(a, b)',
      });
    },
    kinds: ['binary_expression', 'comparison_operator', 'binary'],
    check(node, context) {
      if (/^(go|java)$/.test(context.family)) return;
      // A digest without a key is a checksum, and no secret.
      if (!context.says(/hmac|csrf|Authorization|authenticat/i)) return;
      const [left, right, ...more] = context.children(node);
      if (left === undefined || right === undefined || more.length > 0) return;
      const operator = context.source.slice(context.tree.end[left], context.tree.start[right]).trim();
      if (!/^[!=]==?$/.test(operator)) return;
      const sides = [left, right];
      if (
        sides.some(
          (side) =>
            context.isConstant(side) ||
            // Its length is no secret, nor is a checksum of a content.
            /\b(strlen|len|length|size|count)\b/i.test(context.short(side, 200)) ||
            /(^|_|\b)(md5|etag|checksum|crc)/i.test(context.short(side, 200).replace(/hmac.*/is, '')) ||
            !/^(identifier|member_expression|attribute|call|call_expression|variable_name|function_call_expression|subscript|member_call_expression|member_access_expression)$/.test(
              context.kind(side),
            ),
        )
      )
        return;
      const isToken = comparesTokens(sides, node, context);
      if (!isToken && !context.says(/hmac/i)) return;
      const computed = sides.find((side) =>
        /\b(hmac|hexdigest|createHmac|hash_hmac)\b/i.test(context.short(side, 200)),
      );
      const named = sides.filter((side) =>
        /(signature|hmac|(^|_)mac|digest)$/i.test(context.short(side, 80).replace(/\(\)$/, '')),
      );
      if (!isToken && computed === undefined && named.length !== 2) return;
      if (isLookUp(node, context)) return;
      context.report(node, {
        ...constantTimeComparison(node, context),
        message: `\`${context.short(node, 60)}\` takes longer the more of the signature is right, which lets a forger find it piece by piece.`,
        suggestion: timingSafe[context.family] ?? null,
      });
    },
    wrong: [
      {
        language: 'go',
        code: 'package auth\nfunc ok(password string, b *B) bool { return bytes.Equal([]byte(password), []byte(b.Password)) }',
        line: 2,
      },
      {
        language: 'python',
        code: 'import hmac\ndef ok(key, body, given):\n    return hmac.new(key, body).hexdigest() == given',
        line: 3,
        fixed:
          'import hmac\ndef ok(key, body, given):\n    return hmac.compare_digest(hmac.new(key, body).hexdigest(), given)',
      },
      {
        language: 'javascript',
        code: 'const ok = crypto.createHmac("sha256", key).update(body).digest("hex") === given;',
      },
      {
        language: 'go',
        code: 'package a\nfunc (p *P) check(given []byte) bool {\n\tother := &P{derive(given, p.salt), p.salt}\n\treturn bytes.Equal(p.Hash(), other.Hash())\n}',
        line: 4,
      },
    ],
    right: [
      {
        language: 'go',
        code: 'package a\nimport "crypto/sha1"\nfunc (n *Node) Equal(o *Node) bool { return bytes.Equal(n.KeySignature, o.KeySignature) }\nfunc verifyFileHeader(signature []byte) bool { return bytes.Equal(signature, fileSignature) }',
      },
      {
        language: 'go',
        code: 'package a\nfunc same(a, b *Block) bool { return bytes.Equal(a.Hash(), b.Hash()) }',
      },
      {
        language: 'ruby',
        code: 'def known_keys(host)\n  @hashes.each do |(hmac, salt), keys|\n    return keys if OpenSSL::HMAC.digest(sha1, salt, host) == hmac\n  end\nend',
      },
      {
        language: 'php',
        code: '<?php\nfunction f($hmac) { if (strlen($hmac) != strlen($this->hmac)) throw new E(); return hash_equals($hmac, $this->hmac); }',
      },
      { language: 'python', code: 'import hmac\nhmac.compare_digest(a, b)\nmethod_signature == other' },
      {
        language: 'javascript',
        code: 'if (signature === undefined) {} if (method.signature === other.signature) {}',
      },
    ],
  }),
];

/** Whether a loop looks for the entry of a list that has this digest: `hosts.each { |salt, mac| return mac if … == mac }`. */
function isLookUp(node: number, context: RuleContext): boolean {
  const owner = context.enclosingFunction(node);
  for (let up = context.parent(node); up >= 0 && up !== owner; up = context.parent(up))
    if (context.isLoop(up) || /^(do_block|block|arrow_function)$/.test(context.kind(up)))
      return /known|find|look|search|each|match/i.test(
        `${context.functionName(owner)} ${context.short(context.parent(up), 60)}`,
      );
  return false;
}

/** Whether a token that somebody sent is compared with the one that is right. */
function comparesTokens(both: readonly number[], node: number, context: RuleContext): boolean {
  const [first, second] = both.map((each) => context.short(each, 80).replace(/^.*[.>$@]/, ''));
  const secret =
    /^_*((auth|access|api|csrf|bearer|session|reset|secret|correct|expected|valid|stored|real|right)_?(token|key|secret)|(token|secret|password)_?(hash|digest)|secret)$/i;
  const given =
    /^_*((given|provided|received|sent|user|request|header|client|submitted|masked|decoded)?_?(token|secret|key|auth)|authorization|provided|given)$/i;
  const isPair = (secret.test(first!) && given.test(second!)) || (secret.test(second!) && given.test(first!));
  if (!isPair) return false;
  const owner = context.functionName(context.enclosingFunction(node));
  return /auth|valid|verif|csrf|check|permi|allow/i.test(owner);
}

const timingSafe: Readonly<Record<string, string>> = {
  js: 'Use crypto.timingSafeEqual(Buffer.from(a), Buffer.from(b)).',
  python: 'Use hmac.compare_digest(a, b).',
  ruby: 'Use OpenSSL.secure_compare(a, b).',
  php: 'Use hash_equals($known, $given).',
};
