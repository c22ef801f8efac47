import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { everyLanguage } from '../languages.ts';
import { isRustTest } from '../reading/rust-tests.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';
import { knownShapes } from './secret-shapes.ts';

/** What every one of the shapes has in it. */
const anyShape =
  /AKIA|ASIA|ghp_|gho_|ghu_|ghs_|ghr_|github_pat_|glpat-|xox[abposr]-|hooks\.slack\.com|k_live_|AIza|npm_|pypi-AgEI|SG\.|T3BlbkFJ|PRIVATE KEY|eyJ/;

const placeholder =
  /example|sample|dummy|placeholder|changeme|change[_-]?me|your[_-]|xxx|\*\*\*|\.\.\.|<[^>]+>|\$\{|\{\{|%[sd({]|todo|fixme|foobar|lorem|0{6}|1{6}|123456|abcdef|redacted|insert[_-]|replace[_-]|not[_-]?set|undefined|null|none|default|fake|mock|test|demo|invalid|secret$|password$|token$/i;

const secretName =
  /(^|[_.\-\s$@])(passw(or)?d|passwd|pwd|secret|api_?key|apikey|auth_?token|access_?token|private_?key|client_?secret|secret_?key|encryption_?key|signing_?key|db_?pass(word)?|token)(_?\d+)?$/i;
const notASecretName =
  /:|\s|(^|[_.])(elem|attr|tag|node|xml|col|column|prop|property|opt|arg|msg|lbl|txt|css|class|selector|query|input|form|title|text|menu|btn|button|icon|is|has|show|hide|use|no|min|max|forgot|reset|type|field|label|name|regex|pattern|prompt|placeholder|header|param|url|path|file|hint|error|message|next|start|end|csrf_|lex|syntax)_|_(type|field|label|name|regex|pattern|prompt|header|param|url|path|file|hint|error|message|length|id|key_name|env|var)$/i;

/** Shannon entropy of a text, in bits a character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Whether a literal that a secret's name is set to is likely to be the secret itself. */
function looksSecret(name: string, value: string): boolean {
  if (value.length < 6 || value.length > 200 || /\s/.test(value)) return false;
  // A key for an issuer's test system opens that system.
  if (placeholder.test(value.replace(/^[spr]k_(test|live)_/, ''))) return false;
  // Names, keys of settings, paths, addresses and selectors are not secrets, whatever they are assigned to.
  if (
    /^[a-z][a-z]*([._:/-][a-z]+)*$/i.test(value) ||
    /^[A-Z][A-Z_]+$/.test(value) ||
    /^(https?:|\/|\.|#|--)/.test(value)
  )
    return false;
  if (/^[a-z]+([A-Z][a-z]+)*$/.test(value) || /[()[\]{}<>\\]/.test(value) || /^[$%@]?\w+[:=]/.test(value))
    return false;
  // A word of any language, which translations have under `Password`; and a name with dots, which grammars of editors call a token.
  if (/^[\p{L}\p{M}'’-]+:?$/u.test(value)) return false;
  if (/token$/i.test(name) && /^[a-z]+(-[a-z]+)*(\.([a-z]+(-[a-z]+)*|\d{1,2}))+$/.test(value)) return false;
  const mixed = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((each) => each.test(value)).length;
  if (/pass|pwd/i.test(name)) return mixed >= 2 && entropy(value) >= 2.3 && /\d|[^A-Za-z0-9_-]/.test(value);
  return value.length >= 12 && mixed >= 2 && entropy(value) >= 3.2 && /\d/.test(value);
}

const transparent = new Set([
  'expression_list',
  'equals_value_clause',
  'property_initializer',
  'literal_element',
  'parenthesized_expression',
]);
const pairs = new Set([
  'variable_declarator',
  'keyed_element',
  'array_element_initializer',
  'const_element',
  'property_element',
  'pair',
]);
const namings = [
  ['name', 'value'],
  ['left', 'right'],
  ['key', 'value'],
  ['declarator', 'value'],
  ['pattern', 'value'],
] as const;

/** The name that a literal is given to, or the empty string. */
function nameOfValue(node: number, context: RuleContext): string {
  let up = context.parent(node);
  let below = node;
  for (let depth = 0; depth < 4 && up >= 0; depth += 1) {
    const kind = context.kind(up);
    if (transparent.has(kind)) {
      below = up;
      up = context.parent(up);
      continue;
    }
    const role = context.tree.fields[context.tree.field[below]!];
    if (role === 'value' || role === 'right') {
      for (const [target, value] of namings) {
        const name = context.field(up, target);
        if (name >= 0 && context.field(up, value) === below) return context.short(name, 80);
      }
    }
    if (pairs.has(kind)) {
      const first = context.children(up)[0] ?? -1;
      return first >= 0 && first !== below ? context.short(first, 80) : '';
    }
    return '';
  }
  return '';
}

export const secretRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'leaked-key',
    category: 'security',
    severity: 'critical',
    languages: everyLanguage,
    title: 'A key in the source',
    rationale: 'Whoever reads the code, its history or its build has the key; it must be treated as known.',
    cwe: 798,
    remediationMinutes: 60,
    needs: anyShape,
    kinds: stringKinds(),
    check(node, context) {
      const length = context.tree.end[node]! - context.tree.start[node]!;
      if (length < 18 || length > 8000 || context.isString(context.parent(node))) return;
      const text = context.text(node);
      if (!anyShape.test(text)) return;
      // Files that are named for tests, wherever they lie, have tokens made for them.
      if (/(^|\/)tests?[-_][^/]*$/i.test(context.path)) return;
      for (const [name, shape] of knownShapes) {
        const match = shape.exec(text);
        if (match === null || /EXAMPLE|example|xxxx|XXXX|your|0000000/.test(match[0])) continue;
        // Keys in tests are generated for them, as a rule; issued tokens are not.
        if (
          /private key|JWT/.test(name) &&
          (context.isTest || (context.family === 'rust' && isRustTest(node, context)))
        )
          continue;
        // A name that says so has a token made for it.
        if (
          /private key|JWT/.test(name) &&
          /\b(test|fake|mock|dummy|sample|example)/i.test(beginningOfLine(node, context))
        )
          continue;
        context.report(node, {
          message: `This string has the shape of a ${name} (\`${match[0].slice(0, 8)}…\`): it is open to everybody who can read the code.`,
          suggestion: 'Revoke it, then read it from the environment or a secret manager.',
          evidence: [`shape: ${name}`],
        });
        return;
      }
    },
    wrong: [
      { language: 'javascript', code: `const key = "${'AKIA'}Q4ZJ7RT2WXN3V6YB";` },
      { language: 'python', code: `TOKEN = "${'ghp_'}a8Bq3kLm9ZtR5vWx2YcD7eFg1HiJ4nKo6Pq0"` },
      { language: 'go', code: `package a\nconst k = "${'AKIA'}Q4ZJ7RT2WXN3V6YB"`, line: 2 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const key = process.env.AWS_KEY; const example = "AKIAIOSFODNN7EXAMPLE";',
      },
      { language: 'python', code: 'PATTERN = r"ghp_[A-Za-z0-9]{36}"\nBEGIN = "-----BEGIN PRIVATE KEY-----"' },
    ],
  }),
  defineRule({
    id: 'hardcoded-credential',
    category: 'security',
    severity: 'high',
    languages: everyLanguage,
    title: 'A password or secret in the source',
    rationale:
      'It is the same for every installation, known to every reader of the code, and hard to change.',
    cwe: 798,
    remediationMinutes: 30,
    skipTests: true,
    needs:
      /passw|pwd|secret|token|api_key|apikey|private_key|privatekey|encryption_key|encryptionkey|signing_key|signingkey|db_pass|dbpass/i,
    kinds: stringKinds(),
    check(node, context) {
      const length = context.tree.end[node]! - context.tree.start[node]!;
      if (length < 8 || length > 210) return;
      const value = context.stringValue(node);
      if (value === null || value.includes('${') || value.includes('#{')) return;
      // Words of a language are for everybody to read.
      if (/(^|\/)(lang|languages?|locales?|i18n|translations?)[/_]/i.test(context.path)) return;
      const name = nameOfValue(node, context);
      if (name === '') return;
      const flat = name.replace(/['"*&]/g, '').replace(/([a-z])([A-Z])/g, '$1_$2');
      if (!secretName.test(flat) || notASecretName.test(flat) || !looksSecret(flat, value)) return;
      // What goes with the name anonymous is no secret.
      if (
        /anonymous/i.test(
          context.source.slice(Math.max(0, context.tree.start[node]! - 80), context.tree.start[node]),
        )
      )
        return;
      context.report(node, {
        message: `\`${name}\` is set to a literal of ${value.length} characters: every reader of the code knows it.`,
        suggestion: `Read it when the program starts: ${fromEnvironment(context, flat)}. Change the value that is known.`,
        evidence: [`entropy: ${entropy(value).toFixed(1)} bits a character`],
      });
    },
    wrong: [
      { language: 'javascript', code: 'const dbPassword = "Tr0ub4dor&3x!";' },
      { language: 'typescript', code: 'export const config = { apiKey: "9f8Zk2LqP0xR7vTbN4mW" };' },
      { language: 'python', code: 'SECRET_KEY = "k3J9#mQ2$vX8pL5wZ7rT"' },
      { language: 'java', code: 'class A { String password = "hunter2-Xy9"; }' },
      { language: 'go', code: 'package a\nvar apiKey = "9f8Zk2LqP0xR7vTbN4mW"', line: 2 },
      { language: 'csharp', code: 'class A { string password = "P4ssw0rd-x9!"; }' },
      { language: 'ruby', code: 'password = "s3cr3t-Zx81"' },
      { language: 'php', code: '<?php\n$password = "s3cr3t-Zx81";', line: 2 },
      { language: 'rust', code: 'const API_KEY: &str = "9f8Zk2LqP0xR7vTbN4mW";' },
      { language: 'c', code: 'const char *password = "s3cr3t-Zx81";' },
    ],
    right: [
      {
        language: 'php',
        path: 'languages/lang_es.php',
        code: "<?php\n$words = array('passwd' => 'Contrase&ntilde;a');",
      },
      {
        language: 'javascript',
        code: 'const password = process.env.PASSWORD; const passwordField = "user_password1"; const token = "access_token";',
      },
      {
        language: 'javascript',
        code: 'const apiKey = "YOUR_API_KEY"; const password = "changeme123"; const secret = "<secret>"; const password2 = "";',
      },
      {
        language: 'python',
        code: 'password = os.environ["DB_PASSWORD"]\ntoken = "Bearer"\nAPI_KEY = "api-key-header"\npassword = get("password")',
      },
      {
        language: 'java',
        code: 'class A { String passwordParameter = "j_password1"; static final String TOKEN = "OAuthToken"; }',
      },
      { language: 'csharp', code: 'class A { string password = Configuration["Db:Password1"]; }' },
      {
        language: 'php',
        code: '<?php\n$translations = array("Password" => "Slaptažodis", "Login" => "Belépés");',
      },
      {
        language: 'javascript',
        code: 'const rules = [{ token: "markup.heading.1", regex: "^=+" }, { token: "support.function.2", regex: "a" }];',
      },
    ],
  }),
];

function stringKinds(): string[] {
  return [
    'string',
    'template_string',
    'string_literal',
    'text_block',
    'interpreted_string_literal',
    'raw_string_literal',
    'concatenated_string',
    'verbatim_string_literal',
    'encapsed_string',
    'heredoc',
    'nowdoc',
    'heredoc_body',
  ];
}

function fromEnvironment(context: RuleContext, name: string): string {
  const variable = name
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
    .toUpperCase();
  switch (context.family) {
    case 'js':
      return `process.env.${variable}`;
    case 'python':
      return `os.environ["${variable}"]`;
    case 'java':
      return `System.getenv("${variable}")`;
    case 'go':
      return `os.Getenv("${variable}")`;
    case 'rust':
      return `std::env::var("${variable}")`;
    case 'csharp':
      return `Environment.GetEnvironmentVariable("${variable}")`;
    case 'ruby':
      return `ENV.fetch("${variable}")`;
    default:
      return `getenv("${variable}")`;
  }
}

/** What stands on a node's line in front of it, words apart: `const testKey =` is `const test Key =`. */
function beginningOfLine(node: NodeIndex, context: RuleContext): string {
  const start = context.tree.start[node]!;
  const line = context.source.slice(Math.max(context.source.lastIndexOf('\n', start), start - 200), start);
  return line.replace(/([a-z\d])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
}
