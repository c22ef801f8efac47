import type { RuleContext } from '../context.ts';
import { everyLanguage } from '../languages.ts';
import type { Call } from '../reading/calls.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const cipherRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'weak-cipher',
    category: 'security',
    severity: 'medium',
    languages: everyLanguage,
    title: 'Broken cipher or cipher mode',
    rationale:
      'DES, 3DES, RC4 and Blowfish are broken or have too small a block; ECB shows equal blocks as equal.',
    cwe: 327,
    source: 'NIST SP 800-131A Rev. 2',
    remediationMinutes: 60,
    skipTests: true,
    calls: [
      ...[
        'createCipheriv',
        'createDecipheriv',
        'createCipher',
        'createDecipher',
        'getInstance',
        'new',
        'ARC4',
        'TripleDES',
        'Blowfish',
        'ECB',
      ],
      ...[
        'NewCipher',
        'NewTripleDESCipher',
        'DESCryptoServiceProvider',
        'TripleDESCryptoServiceProvider',
        'RC2CryptoServiceProvider',
        'Create',
      ],
      ...[
        'openssl_encrypt',
        'openssl_decrypt',
        'mcrypt_encrypt',
        'mcrypt_decrypt',
        'EVP_des_ecb',
        'EVP_des_cbc',
        'EVP_des_ede3_cbc',
        'EVP_rc4',
        'EVP_bf_cbc',
        'EVP_aes_128_ecb',
        'EVP_aes_256_ecb',
        'EVP_aes_192_ecb',
        'DES_ecb_encrypt',
        'RC4',
      ],
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
      if (!/^(AES\.MODE_ECB|DES3?\.MODE_ECB|CipherMode\.ECB)$/.test(text)) return;
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
      {
        language: 'java',
        code: 'class A { void f() throws Exception { Cipher.getInstance("DES/CBC/PKCS5Padding"); } }',
      },
      {
        language: 'java',
        code: 'class A { void f() throws Exception { Cipher.getInstance("AES/ECB/PKCS5Padding"); } }',
      },
      { language: 'go', code: 'package a\nfunc f(k []byte) { c, _ := des.NewCipher(k) }', line: 2 },
      { language: 'c', code: 'void f(void) { EVP_EncryptInit_ex(ctx, EVP_des_cbc(), 0, key, iv); }' },
      { language: 'csharp', code: 'class A { void F() { aes.Mode = CipherMode.ECB; } }' },
      { language: 'ruby', code: 'c = OpenSSL::Cipher.new("des-cbc")' },
      { language: 'php', code: '<?php\nopenssl_encrypt($d, "aes-256-ecb", $k);', line: 2 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const c = crypto.createCipheriv("aes-256-gcm", key, iv); const d = design.new("description");',
      },
      { language: 'python', code: 'c = AES.new(key, AES.MODE_GCM)' },
      {
        language: 'java',
        code: 'class A { void f() throws Exception { Cipher.getInstance("AES/GCM/NoPadding"); KeyFactory.getInstance("RSA"); } }',
      },
      { language: 'go', code: 'package a\nfunc f(k []byte) { c, err := aes.NewCipher(k) }' },
      { language: 'php', code: '<?php\nopenssl_encrypt($d, "aes-256-gcm", $k, 0, $iv, $tag);' },
    ],
  }),
];

const weakCipherName =
  /^(des(3|-?ede3?)?|3des|tripledes|rc[24]|arcfour|blowfish|bf|arc4)(\b|[-/_]|$)|[-/_]ecb\b/i;

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
      return /(^|\.)(Cipher|KeyGenerator|SecretKeyFactory)\.getInstance$/.test(path) &&
        (named !== null || (algorithm === 'AES' && /Cipher\.getInstance$/.test(path)))
        ? algorithm === 'AES'
          ? 'AES (ECB by default)'
          : algorithm
        : null;
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
      // AES by its old name is as good as any, if not in blocks by themselves.
      if (name.startsWith('mcrypt_'))
        return /DES\b|3DES|RC2|RC4|ARCFOUR|BLOWFISH|ECB/i.test(context.text(call.node)) ? name : null;
      return name.startsWith('openssl_') ? named : null;
  }
}
