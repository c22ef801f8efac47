import { randomUuid } from '../../fixes/javascript.ts';
import type { Mend } from '../../fixes/node-edits.ts';
import { fromSecrets } from '../../fixes/python.ts';
import { strongRandom } from '../../fixes/security.ts';
import type { RuleContext } from '../context.ts';
import { everyLanguage } from '../languages.ts';
import type { Call } from '../reading/calls.ts';
import { definitionsOf } from '../reading/constants.ts';
import { namesAround, secretWords } from '../reading/secret-names.ts';
import { statementOf } from '../reading/statements.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const randomnessRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'guessable-random',
    category: 'security',
    severity: 'medium',
    languages: everyLanguage,
    title: 'Secret made with a guessable random generator',
    rationale: 'General-purpose generators can be predicted from a few outputs or from the time of the seed.',
    cwe: 338,
    unsure: 'nonces and salts: most must be new and not secret, and 4 of 10 findings on real code were right',
    remediationMinutes: 15,
    skipTests: true,
    calls: [
      'random',
      'randint',
      'randrange',
      'choice',
      'choices',
      'sample',
      'getrandbits',
      'nextInt',
      'nextLong',
      'nextBytes',
      'Int',
      'Intn',
      'Int63',
      'Read',
      'rand',
      'mt_rand',
      'Next',
      'NextBytes',
      'uniqid',
      'lcg_value',
      'str_shuffle',
      'random_bytes',
      'IntN',
    ],
    checkCall(call, context) {
      if (
        !isGuessable(call, context) ||
        isToss(call, context) ||
        picksOne(call, context) ||
        isCount(call, context)
      )
        return;
      // Something better stands beside it.
      if (
        /random_bytes|random_int|urandom|secrets\.|SecureRandom/.test(
          context.text(statementOf(call.node, context)),
        )
      )
        return;
      if (isIdOfElement(call, context)) return;
      const about = namesAround(call.node, context);
      const word = secretWords.exec(about)?.[1];
      if (
        word === undefined ||
        // Signatures are not drawn by lot.
        /^signature$/i.test(word) ||
        /author|_form\b|token_?aware|tokeni[sz]e|lexer|jitter|delay|backoff|expir|boundary|(?:start|end)_?token|delimiter/i.test(
          about,
        )
      )
        return;
      context.report(call.node, {
        ...mend(call, context),
        unsure: /^(nonce|salt)$/i.test(word),
        message: `\`${call.path.slice(0, 40)}\` makes something that must not be guessed ("${word.toLowerCase()}"), but its output can be predicted.`,
        suggestion: randomInstead[context.family]!,
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'import random\ndef f():\n    nonce = random.getrandbits(31)\n    return nonce',
        line: 3,
        unsure: true,
      },
      {
        language: 'javascript',
        code: 'const token = Math.random().toString(36).slice(2);',
        fixed: 'const token = crypto.randomUUID();',
      },
      {
        language: 'python',
        code: 'import random\ndef make_password():\n    return "".join(random.choice("abc") for _ in range(8))',
        line: 3,
        fixed:
          'import secrets\nimport random\ndef make_password():\n    return "".join(secrets.choice("abc") for _ in range(8))',
      },
      {
        language: 'java',
        code: 'class A { int newResetToken() { return new Random().nextInt(1000000); } }',
        fixed:
          'class A { int newResetToken() { return new java.security.SecureRandom().nextInt(1000000); } }',
      },
      { language: 'go', code: 'package a\nfunc sessionID() int { return rand.Intn(1000) }', line: 2 },
      { language: 'csharp', code: 'class A { int NewToken() { return new Random().Next(); } }' },
      { language: 'php', code: '<?php\n$token = mt_rand();', line: 2 },
      { language: 'c', code: 'int make_session_id(void) { return rand(); }' },
      { language: 'ruby', code: 'token = rand(10000)' },
      {
        language: 'java',
        code: 'class A { String newToken() { Random r = new Random(); return "" + r.nextInt(); } }',
        fixed:
          'class A { String newToken() { Random r = new java.security.SecureRandom(); return "" + r.nextInt(); } }',
      },
    ],
    right: [
      {
        language: 'php',
        code: '<?php\n$tokenFields = ["id" => "TokenFields" . mt_rand(), "secure" => true];',
      },
      {
        language: 'python',
        code: 'import random\nasync def notify_signature_update(self):\n    await self.send(random.choice(self.writers))',
      },
      {
        language: 'javascript',
        code: 'password.prototype.format = function () { var len = Math.round(Math.random() * 4) + 6; return "*".repeat(len); };\nfunction nextOfToken(hosts) { return hosts[Math.floor(Math.random() * hosts.length)]; }',
      },
      {
        language: 'javascript',
        code: 'const jitter = Math.random() * 100; const token = crypto.randomUUID();',
      },
      {
        language: 'python',
        code: 'import secrets, random\ntoken = secrets.token_hex(16)\ncolor = random.choice(colors)',
      },
      {
        language: 'java',
        code: 'class A { int newResetToken() { return secureRandom.nextInt(1000000); } int newAuthorIndex() { return new Random().nextInt(3); } }',
      },
      {
        language: 'python',
        code: 'import random\ndef vary_token(token, share):\n    return change(token, lower=random.random() < share)',
      },
      { language: 'go', code: 'package a\nimport "crypto/rand"\nfunc sessionID() { rand.Read(b) }' },
    ],
  }),
];

/** JavaScript: one of a list is picked, which is no character of a secret: `Math.floor(Math.random() * hosts.length)`. */
function picksOne({ node }: Call, context: RuleContext): boolean {
  const after = context.source.slice(context.tree.end[node], context.tree.end[node]! + 60);
  const list = /^\s*\*\s*\(?\s*([\w.$]+)\.length\b/.exec(after)?.[1];
  return (
    context.family === 'js' &&
    list !== undefined &&
    !/char|alpha|letter|digit|symbol|set$|pool|dict|hex|base|possible|valid|source|string|text/i.test(list) &&
    !/^[a-zA-Z]$/.test(list)
  );
}

/** Whether the number makes the id of an element on a page: `'id' => 'TokenFields' . mt_rand()`. */
function isIdOfElement({ node }: Call, context: RuleContext): boolean {
  for (let up = context.parent(node); up >= 0 && !context.isBlock(up); up = context.parent(up))
    if (/^(pair|array_element_initializer)$/.test(context.kind(up)))
      return /^['"]?(html_?)?id['"]?$/i.test(context.text(context.children(up)[0] ?? -1));
  return false;
}

/** How long something is, or how long to wait, is no secret. */
function isCount({ node }: Call, context: RuleContext): boolean {
  for (let up = context.parent(node); up >= 0 && !context.isBlock(up); up = context.parent(up)) {
    const name = ['name', 'left']
      .map((field) => context.text(context.field(up, field)))
      .find((each) => each !== '');
    if (name !== undefined && /declarator|assignment/.test(context.kind(up)))
      return /^[$@]?(len|length|count|size|width|height|index|idx|pos|offset|timeout|wait|interval)$/i.test(
        name,
      );
  }
  return false;
}

/** A coin is tossed: the number is only compared, and goes into nothing. */
function isToss({ node }: Call, context: RuleContext): boolean {
  const after = context.source.slice(context.tree.end[node], context.tree.end[node]! + 4);
  const before = context.source.slice(Math.max(0, context.tree.start[node]! - 4), context.tree.start[node]);
  return (
    /^(comparison_operator|binary_expression|binary)$/.test(context.kind(context.parent(node))) &&
    (/^\s*[<>]=?\s/.test(after) || /\s[<>]=?\s*$/.test(before))
  );
}

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

function mend(call: Call, context: RuleContext): Mend {
  if (context.family === 'js') return randomUuid(call, context);
  return context.family === 'python' ? fromSecrets(call, context) : strongRandom(call, context);
}

/** Whether a value is a `new Random(…)`, here or where its variable was set. */
function isRandom(node: number, context: RuleContext): boolean {
  const made = (each: number): boolean =>
    /^new\s+(java\.util\.|System\.)?Random\s*\(/.test(context.short(each, 60));
  if (made(node)) return true;
  const definitions = context.kind(node) === 'identifier' ? definitionsOf(context, node) : [];
  return definitions.length > 0 && definitions.every((each) => each.value >= 0 && made(each.value));
}

function isGuessable(call: Call, context: RuleContext): boolean {
  switch (context.family) {
    case 'js':
      return call.path === 'Math.random';
    case 'python':
      return /^random\.(random|randint|randrange|choice|choices|sample|getrandbits)$/.test(call.path);
    case 'java':
      return (
        (/^next(Int|Long|Bytes)$/.test(call.name) && isRandom(call.receiver, context)) ||
        call.path === 'Math.random'
      );
    case 'go':
      return (
        /^rand\.(Int|Intn|IntN|Int63|Read)$/.test(call.path) &&
        !context.says(/crypto\/rand/) &&
        // A package's own `rand` may well be a good one.
        (context.says(/math\/rand/) || !context.says(/\/rand"/))
      );
    case 'c':
      return /^(rand|random)$/.test(call.path) && call.arguments.length === 0;
    case 'csharp':
      return /^(Next|NextBytes)$/.test(call.name) && isRandom(call.receiver, context);
    case 'ruby':
      return call.path === 'rand' || call.path === 'Random.rand';
    case 'php':
      return call.receiver < 0 && /^(rand|mt_rand|uniqid|lcg_value|str_shuffle)$/.test(call.name);
    default:
      return false;
  }
}
