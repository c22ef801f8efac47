import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** Methods that answer and change nothing, called with nothing. */
const answers = [
  ...['strip', 'lstrip', 'rstrip', 'upcase', 'downcase', 'capitalize', 'swapcase', 'chomp', 'squeeze'],
  ...['to_sym', 'uniq', 'compact', 'flatten', 'reverse'],
];
/** Methods that a list asks of each of its items, and that change none of them. */
const askedOfEach = /^&:(to_\w+|strip|upcase|downcase|capitalize|chomp|inspect|name|id|size|length)$/;

const errorMade = /^(::)?([A-Z]\w*::)*[A-Z]\w*(Error|Exception)\.new$/;

export const rubyValueRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'ruby-answer-dropped',
    category: 'reliability',
    severity: 'medium',
    languages: ['ruby'],
    title: 'A new value is made, and nobody takes it',
    rationale:
      'Without the exclamation mark these methods leave their object as it was and give a new one: the line does nothing.',
    cwe: 252,
    source: 'RuboCop, Lint/Void',
    remediationMinutes: 3,
    skipTests: true,
    calls: [...answers, 'map', 'collect', 'sub', 'gsub', 'tr'],
    checkCall(call, context) {
      if (
        call.receiver < 0 ||
        !/^(identifier|instance_variable|call|element_reference)$/.test(context.kind(call.receiver))
      )
        return;
      if (context.field(call.node, 'block') >= 0) return;
      const given = call.arguments.map((each) => context.text(each));
      const isAnswer = /^(map|collect)$/.test(call.name)
        ? askedOfEach.test(/\((&:\w+)\)$/.exec(context.short(call.node, 200))?.[1] ?? '')
        : /^(sub|gsub|tr)$/.test(call.name)
          ? given.length === 2
          : given.length === 0;
      if (!isAnswer || !isDropped(call.node, context)) return;
      const kept = context.short(call.receiver, 30);
      context.report(call.node, {
        message: `\`${context.short(call.node, 50)}\` gives a new value, which nobody takes; \`${kept}\` stays as it is.`,
        suggestion: `${kept} = ${context.short(call.node, 60)}`,
      });
    },
    wrong: [
      { language: 'ruby', code: 'def f(keys)\n  keys.map(&:to_sym)\n  g(keys)\nend', line: 2 },
      { language: 'ruby', code: 'def f(name)\n  name.strip if name\n  g(name)\nend', line: 2 },
      { language: 'ruby', code: 'def f(name)\n  name.gsub("-", "_")\n  g(name)\nend', line: 2 },
    ],
    right: [
      {
        language: 'ruby',
        code: 'def f(keys, name, threads)\n  keys = keys.map(&:to_sym)\n  name.strip!\n  threads.map(&:join)\n  keys.map { |k| g(k) }\n  name.strip\nrescue E\n  nil\nend\ndef g(a)\n  case a.to_sym\n  when :b then g(a)\n  end\n  if a\n    a.strip\n  else\n    a.to_sym\n  end\nend',
      },
    ],
  }),
  defineRule({
    id: 'ruby-error-not-raised',
    category: 'reliability',
    severity: 'high',
    languages: ['ruby'],
    title: 'Error made and not raised',
    rationale: 'Making the error does nothing; the code goes on, or takes the error for an answer.',
    cwe: 390,
    remediationMinutes: 2,
    skipTests: true,
    calls: ['new'],
    checkCall(call, context) {
      if (!errorMade.test(call.path)) return;
      if (!isDropped(call.node, context) && !isOddAnswer(call.node, context)) return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 50)}\` is made and not raised.`,
        suggestion: `raise ${context.short(call.node, 70)}`,
      });
    },
    wrong: [
      {
        language: 'ruby',
        code: 'def f(a)\n  ArgumentError.new("a is needed") unless a\n  a.b\nend',
        line: 2,
      },
      {
        language: 'ruby',
        code: 'def f(a)\n  case a\n  when String\n    a\n  else\n    ArgumentError.new("no text: #{a}")\n  end\nend',
        line: 6,
      },
    ],
    right: [
      {
        language: 'ruby',
        code: 'def f(a)\n  raise ArgumentError.new("a") unless a\n  error = ArgumentError.new("b")\n  g(error)\n  ArgumentError.new("c")\nend\ndef error_of(a)\n  case a\n  when 1 then NotFoundError.new(a)\n  else ServerError.new(a)\n  end\nend\ndef check(a)\n  if a\n    nil\n  else\n    TypeError.new("a")\n  end\nend',
      },
    ],
  }),
];

/** Whether a statement's value goes nowhere: something follows it in its block, or in the one around it. */
function isDropped(node: NodeIndex, context: RuleContext): boolean {
  const { tree } = context;
  let current = node;
  for (let depth = 0; depth < 12; depth += 1) {
    const up = context.parent(current);
    const kind = context.kind(up);
    if (/^(if|unless)_modifier$/.test(kind)) {
      if (context.field(up, 'body') !== current) return false;
    } else if (/^(then|else|body_statement|block_body)$/.test(kind)) {
      let after = tree.next[current]!;
      while (after < tree.next[up]! && /^(comment|;)$/.test(context.kind(after))) after = tree.next[after]!;
      if (after < tree.next[up]!) return !/^(rescue|ensure|else|end|\})$/.test(context.kind(after));
      if (/^(body_statement|block_body)$/.test(kind)) return false;
    } else if (
      !/^(if|unless|elsif|case|when)$/.test(kind) ||
      // What is asked, and not what follows from it.
      !/^(then|else|elsif|when)$/.test(context.kind(current))
    )
      return false;
    current = up;
  }
  return false;
}

/** Whether an error is the answer of an `else` whose other branches answer with something: not with errors, and not with nothing. */
function isOddAnswer(node: NodeIndex, context: RuleContext): boolean {
  const otherwise = context.parent(node);
  const choice = context.parent(otherwise);
  if (context.kind(otherwise) !== 'else' || context.kind(choice) !== 'case') return false;
  if (context.children(otherwise).length !== 1) return false;
  if (/err|exception|fail|problem|valid/i.test(context.functionName(context.enclosingFunction(node))))
    return false;
  const others = context.children(choice).filter((each) => context.kind(each) === 'when');
  return (
    others.length > 0 &&
    others.every((each) => {
      const answer = context.children(context.field(each, 'body')).at(-1) ?? -1;
      return answer >= 0 && !/^(nil|true|false)$|error|exception|fail/i.test(context.short(answer, 200));
    })
  );
}
