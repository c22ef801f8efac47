import type { Snippet } from '../snippet.ts';
import { pick } from './injection.ts';
import { forEach, insertFirst, type Operator, rewrite } from './operator.ts';

const script = ['javascript', 'typescript'] as const;
const all = [...script, 'python', 'java', 'go', 'c', 'csharp', 'php', 'ruby', 'rust'] as const;

/** Secrets, hashes, ciphers, chance, certificates, permissions. */
export const crypto: readonly Operator[] = [
  {
    id: 'weak-hash',
    class: 'vulnerability',
    cwe: 328,
    says: 'MD5 and SHA-1 are broken: anybody can make two texts with the same hash.',
    sites: {
      ...forEach(script, rewrite(/(createH(?:ash|mac)\(['"])sha-?(?:256|384|512)(['"])/, '$1md5$2')),
      python: rewrite(/\b(hashlib\.)(?:sha256|sha384|sha512|blake2b)\(/, '$1md5('),
      java: rewrite(/(MessageDigest\.getInstance\(")SHA-?(?:256|384|512)"/, '$1MD5"'),
      go: rewrite(/\bsha(?:256|512)\.(New|Sum)(?:256|512)?\(/, 'md5.$1(', ['import "crypto/md5"']),
      csharp: rewrite(/\bSHA(?:256|384|512)\.Create\(/, 'MD5.Create('),
      php: rewrite(/\bhash\('(?:sha256|sha384|sha512|xxh128|crc32b)', /, "hash('md5', "),
      ruby: rewrite(/\bDigest::SHA(?:256|384|512)/, 'Digest::MD5'),
    },
  },
  {
    id: 'password-by-fast-hash',
    class: 'vulnerability',
    cwe: 916,
    says: 'A fast, unsalted hash of a password is soon guessed.',
    adds: true,
    sites: {
      ...forEach(
        script,
        insertFirst({
          lines: () => [
            "const digest = (password) => crypto.createHash('md5').update(password).digest('hex');",
          ],
          needs: ["import crypto from 'node:crypto';"],
        }),
      ),
      python: insertFirst({
        lines: () => ['digest = lambda password: hashlib.sha1(password.encode()).hexdigest()'],
        needs: ['import hashlib'],
      }),
      java: insertFirst({
        lines: () => [
          'java.security.MessageDigest passwordDigest = java.security.MessageDigest.getInstance("SHA-1");',
        ],
      }),
      go: insertFirst({
        lines: () => ['passwordDigest := sha1.Sum([]byte("password"))', '_ = passwordDigest'],
        needs: ['import "crypto/sha1"'],
      }),
      c: insertFirst({
        lines: () => [
          'unsigned char password_digest[16];',
          'MD5((const unsigned char *)"x", 1, password_digest);',
        ],
        needs: ['#include <openssl/md5.h>'],
      }),
      csharp: insertFirst({ lines: () => ['var passwordDigest = new SHA1CryptoServiceProvider();'] }),
      php: insertFirst({ lines: () => ['$digest = fn ($password) => md5($password);'] }),
      ruby: insertFirst({ lines: () => ['digest = ->(password) { Digest::MD5.hexdigest(password) }'] }),
    },
  },
  {
    id: 'guessable-random',
    class: 'vulnerability',
    cwe: 338,
    says: 'These numbers can be foretold: not for tokens, keys or identifiers that must not be guessed.',
    sites: {
      ...forEach(
        script,
        rewrite(
          /\b(?:crypto\.)?(?:randomBytes\(\w+\)(?:\.toString\([^)]*\))?|randomUUID\(\))/,
          'Math.random().toString(36)',
        ),
      ),
      python: rewrite(
        /\b(?:secrets\.token_(?:hex|urlsafe|bytes)\(\w*\)|os\.urandom\(\w+\)|uuid\.uuid4\(\))/,
        '"%032x" % random.getrandbits(128)',
        ['import random'],
      ),
      java: rewrite(/\bnew SecureRandom\(\)/, 'new Random()'),
      php: rewrite(/\brandom_(?:bytes|int)\((.+?)\)/, 'mt_rand()'),
      ruby: rewrite(/\bSecureRandom\.\w+(?:\([\w* ]*\))?/, 'rand(1_000_000).to_s'),
      c: rewrite(/\b(?:arc4random|getrandom_u32)\(\)/, 'rand()'),
    },
  },
  {
    id: 'guessable-token',
    class: 'vulnerability',
    cwe: 338,
    says: 'The token comes from numbers that can be foretold.',
    adds: true,
    sites: {
      ...forEach(
        script,
        insertFirst({ lines: () => ['const sessionToken = Math.random().toString(36).slice(2);'] }),
      ),
      python: insertFirst({
        lines: () => ['session_token = "".join(random.choice("0123456789abcdef") for _ in range(32))'],
        needs: ['import random'],
      }),
      java: insertFirst({
        lines: () => ['String sessionToken = Long.toHexString(new java.util.Random().nextLong());'],
      }),
      go: insertFirst({
        lines: () => ['sessionToken := fmt.Sprintf("%x", rand.Int63())', '_ = sessionToken'],
        needs: ['import "math/rand"'],
      }),
      c: insertFirst({ lines: () => ['unsigned int session_token = (unsigned int)rand();'] }),
      csharp: insertFirst({ lines: () => ['var sessionToken = new Random().Next().ToString("x");'] }),
      php: insertFirst({ lines: () => ['$sessionToken = md5(mt_rand());'] }),
      ruby: insertFirst({ lines: () => ['session_token = rand(10**16).to_s(36)'] }),
    },
  },
  {
    id: 'weak-cipher',
    class: 'vulnerability',
    cwe: 327,
    says: 'The cipher or its mode does not hide what it should.',
    adds: true,
    sites: {
      ...forEach(
        script,
        insertFirst({
          lines: (snippet) =>
            pick(snippet, [
              ["const cipher = crypto.createCipheriv('aes-128-ecb', key, null);"],
              ["const cipher = crypto.createCipheriv('des-ede3-cbc', key, iv);"],
            ]),
          needs: ["import crypto from 'node:crypto';"],
        }),
      ),
      python: insertFirst({
        lines: (snippet) =>
          pick(snippet, [
            ['cipher = AES.new(key, AES.MODE_ECB)'],
            ['cipher = DES.new(key, DES.MODE_CBC, iv)'],
          ]),
        needs: ['from Crypto.Cipher import AES, DES'],
      }),
      java: insertFirst({
        lines: (snippet) =>
          pick(snippet, [
            ['Cipher cipher = Cipher.getInstance("DES/CBC/PKCS5Padding");'],
            ['Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding");'],
          ]),
        needs: ['import javax.crypto.Cipher;'],
      }),
      go: insertFirst({
        lines: (snippet) =>
          pick(snippet, [
            ['block, _ := des.NewCipher(key)', '_ = block'],
            ['stream, _ := rc4.NewCipher(key)', '_ = stream'],
          ]),
        needs: ['import "crypto/des"', 'import "crypto/rc4"'],
      }),
      php: insertFirst({ lines: () => ["$sealed = openssl_encrypt($plain, 'aes-128-ecb', $key);"] }),
      ruby: insertFirst({ lines: () => ["cipher = OpenSSL::Cipher.new('des-ecb')"] }),
      csharp: insertFirst({ lines: () => ['var cipher = new DESCryptoServiceProvider();'] }),
    },
  },
  {
    id: 'certificates-unchecked',
    class: 'vulnerability',
    cwe: 295,
    says: 'Certificates are not checked: anybody in between can read and change everything.',
    adds: true,
    sites: {
      ...forEach(
        script,
        insertFirst({
          lines: (snippet) =>
            pick(snippet, [
              ['const agent = new https.Agent({ rejectUnauthorized: false });'],
              ["process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';"],
            ]),
          needs: ["import https from 'node:https';"],
        }),
      ),
      python: insertFirst({
        lines: (snippet) =>
          pick(snippet, [
            ['requests.get("https://updates.example.com/latest", verify=False, timeout=5)'],
            ['context = ssl._create_unverified_context()'],
          ]),
        needs: ['import requests', 'import ssl'],
      }),
      go: insertFirst({
        lines: () => [
          'transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}',
          '_ = transport',
        ],
        needs: ['import "crypto/tls"'],
      }),
      java: insertFirst({
        lines: () => ['HttpsURLConnection.setDefaultHostnameVerifier((hostname, session) -> true);'],
        needs: ['import javax.net.ssl.HttpsURLConnection;'],
      }),
      c: insertFirst({
        lines: () => ['curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);'],
        needs: ['#include <curl/curl.h>'],
      }),
      csharp: insertFirst({
        lines: () => [
          'ServicePointManager.ServerCertificateValidationCallback = (sender, certificate, chain, errors) => true;',
        ],
      }),
      php: insertFirst({ lines: () => ['curl_setopt($curl, CURLOPT_SSL_VERIFYPEER, false);'] }),
      ruby: insertFirst({ lines: () => ['http.verify_mode = OpenSSL::SSL::VERIFY_NONE'] }),
      rust: insertFirst({
        lines: () => ['let client = reqwest::Client::builder().danger_accept_invalid_certs(true).build();'],
      }),
    },
  },
  {
    id: 'secret-in-code',
    class: 'vulnerability',
    cwe: 798,
    says: 'A secret stands in the code: whoever reads it has it, and it can’t be changed without a release.',
    adds: true,
    sites: forEach(all, insertFirst({ lines: (snippet) => pick(snippet, secretLines(snippet)) })),
  },
  {
    id: 'compares-in-telling-time',
    class: 'vulnerability',
    cwe: 208,
    says: 'The comparison stops at the first difference: its time tells how much of a secret was right.',
    sites: {
      ...forEach(script, rewrite(/\b(?:crypto\.)?timingSafeEqual\(([\w.]+), ([\w.]+)\)/, '$1 === $2')),
      python: rewrite(
        /\b(?:hmac\.compare_digest|secrets\.compare_digest|constant_time_compare)\(([\w.]+), ([\w.]+)\)/,
        '$1 == $2',
      ),
      go: rewrite(/\bsubtle\.ConstantTimeCompare\((.+), (.+)\) == 1/, 'bytes.Equal($1, $2)'),
      java: rewrite(/\bMessageDigest\.isEqual\(/, 'Arrays.equals('),
      php: rewrite(/\bhash_equals\((\$[\w>-]+), (\$[\w>-]+)\)/, '$1 == $2'),
      ruby: rewrite(/\b(?:[\w:]+\.)?(?:fixed_length_)?secure_compare\(([\w.]+), ([\w.]+)\)/, '$1 == $2'),
    },
  },
  {
    id: 'open-to-everybody',
    class: 'vulnerability',
    cwe: 732,
    says: 'Everybody on the machine may write the file.',
    sites: {
      ...forEach(script, rewrite(/\b0o[67][0-7]{2}\b/, '0o777')),
      python: rewrite(/\b0o[67][0-7]{2}\b/, '0o777'),
      go: rewrite(/\b0o?[67][0-7]{2}\b/, '0777'),
      c: rewrite(/\b(?:0[67][0-7]{2}|S_IRUSR ?\| ?S_IWUSR)\b/, '0777'),
      php: rewrite(/\b0[67][0-7]{2}\b/, '0777'),
      ruby: rewrite(/\b0o?[67][0-7]{2}\b/, '0777'),
      rust: rewrite(/\b0o[67][0-7]{2}\b/, '0o777'),
    },
  },
  {
    id: 'signature-unchecked',
    class: 'vulnerability',
    cwe: 347,
    says: 'The token is read without checking who signed it.',
    adds: true,
    sites: {
      ...forEach(
        script,
        insertFirst({
          lines: () => ["const claims = jwt.verify(token, null, { algorithms: ['none'] });"],
          needs: ["import jwt from 'jsonwebtoken';"],
        }),
      ),
      python: insertFirst({
        lines: () => ['claims = jwt.decode(token, options={"verify_signature": False})'],
        needs: ['import jwt'],
      }),
      go: insertFirst({
        lines: () => [
          'claims, _, _ := new(jwt.Parser).ParseUnverified(token, jwt.MapClaims{})',
          '_ = claims',
        ],
        needs: ['import "github.com/golang-jwt/jwt/v5"'],
      }),
    },
  },
  {
    id: 'guessable-temporary-file',
    class: 'vulnerability',
    cwe: 377,
    says: 'Between choosing the name and making the file another can make it first.',
    sites: {
      python: rewrite(/\btempfile\.mkstemp\((.*)\)/, '(None, tempfile.mktemp($1))'),
      c: rewrite(/\bmkstemp\(/, 'mktemp('),
    },
  },
  {
    id: 'debug-server',
    class: 'vulnerability',
    cwe: 489,
    says: 'The debugger of the server lets visitors run code.',
    adds: true,
    sites: {
      python: insertFirst({
        lines: () => ['Flask(__name__).run(host="0.0.0.0", debug=True)'],
        needs: ['from flask import Flask'],
      }),
    },
  },
  {
    id: 'host-key-unchecked',
    class: 'vulnerability',
    cwe: 322,
    says: 'Any server is taken for the right one.',
    adds: true,
    sites: {
      python: insertFirst({
        lines: () => [
          'client = paramiko.SSHClient()',
          'client.set_missing_host_key_policy(paramiko.AutoAddPolicy())',
        ],
        needs: ['import paramiko'],
      }),
      go: insertFirst({
        lines: () => [
          'config := &ssh.ClientConfig{HostKeyCallback: ssh.InsecureIgnoreHostKey()}',
          '_ = config',
        ],
        needs: ['import "golang.org/x/crypto/ssh"'],
      }),
    },
  },
  {
    id: 'unpacks-anywhere',
    class: 'vulnerability',
    cwe: 22,
    says: 'An entry named `../…` is written outside of the folder.',
    adds: true,
    sites: {
      python: insertFirst({
        lines: () => ['tarfile.open("upload.tar").extractall("/srv/uploads")'],
        needs: ['import tarfile'],
      }),
      java: insertFirst({
        lines: ({ parameters }) => {
          const entry = parameters.find(({ type }) => /Entry$/.test(type));
          return entry ? [`File unpacked = new File("/srv/uploads", ${entry.name}.getName());`] : null;
        },
      }),
    },
  },
];

/** A password, a key of a service, and an address with a password, made up and different for each snippet. */
function secretLines({ language, origin, lines }: Snippet): readonly (readonly string[])[] {
  const letters = 'Qz7mK2xVb9RtLw4NcY8pHs3JdF6gTaE5';
  const shift = (origin.file.length * 7 + lines.length) % letters.length;
  const noise = (length: number) =>
    Array.from(
      { length },
      (_, index) => letters[(index * 11 + shift * 5 + ((index * index) % 13)) % letters.length],
    ).join('');
  const values: Record<string, string> = {
    password: `${noise(5)}!${noise(6)}`,
    apiKey: `sk_live_${noise(24)}`,
    databaseUrl: `postgres://admin:${noise(12)}@db.internal:5432/app`,
  };
  return Object.entries(values).map(([name, value]) => [declare(language, name, value)]);
}

function declare(language: Snippet['language'], name: string, value: string): string {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  switch (language) {
    case 'python':
    case 'ruby':
      return `${snake} = "${value}"`;
    case 'go':
      return `const ${name} = "${value}"`;
    case 'java':
      return `String ${name} = "${value}";`;
    case 'csharp':
      return `var ${name} = "${value}";`;
    case 'c':
      return `const char *${snake} = "${value}";`;
    case 'rust':
      return `let ${snake} = "${value}";`;
    case 'php':
      return `$${name} = '${value}';`;
    default:
      return `const ${name} = '${value}';`;
  }
}
