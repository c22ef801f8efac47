import { boundedCopy } from '../../fixes/security.ts';
import type { RuleContext } from '../context.ts';
import { cAndCpp } from '../languages.ts';
import { isRoomy, sizeOfArray } from '../reading/c-buffers.ts';
import {
  enclosingText,
  isLocalArray,
  isOpenText,
  isOutside,
  isParameter,
  isShortText,
  isSmall,
  textsOf,
} from '../reading/c-texts.ts';
import { isGivenFixed } from '../reading/callers.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const ifKinds: ReadonlySet<string> = new Set(['if_statement']);

export const unboundedCopyRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'unbounded-copy',
    category: 'security',
    severity: 'high',
    unsure:
      'a text that the function does not show to come from outside: right in 4 of 7 findings on real code',
    languages: cAndCpp,
    title: 'Copy that does not know how large its target is',
    rationale: 'Text longer than the buffer overwrites what lies behind it.',
    cwe: 120,
    source: 'SEI CERT C STR31-C',
    remediationMinutes: 20,
    skipTests: true,
    calls: ['gets', 'strcpy', 'strcat', 'sprintf', 'vsprintf', 'scanf', 'sscanf', 'fscanf'],
    checkCall(call, context) {
      if (call.receiver >= 0 && !call.path.startsWith('std::')) return;
      const problem = unbounded(call.name, call.arguments, context);
      if (problem === null) return;
      context.report(call.node, { ...problem, ...boundedCopy(call, context) });
    },
    wrong: [
      {
        language: 'c',
        code: 'void f(void) {\n  char b[10];\n  if (!gets(b)) return;\n}',
        line: 3,
        fixed: 'void f(void) {\n  char b[10];\n  if (!fgets(b, sizeof b, stdin)) return;\n}',
      },
      {
        language: 'c',
        code: 'void f(const char *name) {\n  char b[10];\n  strcpy(b, name);\n}',
        line: 3,
        fixed: 'void f(const char *name) {\n  char b[10];\n  snprintf(b, sizeof b, "%s", name);\n}',
      },
      {
        language: 'c',
        code: 'void f(const char *name) {\n  char b[10];\n  sprintf(b, "hello %s", name);\n}',
        line: 3,
        unsure: true,
        fixed: 'void f(const char *name) {\n  char b[10];\n  snprintf(b, sizeof b, "hello %s", name);\n}',
      },
      { language: 'cpp', code: 'void f() {\n  char b[10];\n  scanf("%s", b);\n}', line: 3 },
      {
        language: 'c',
        code: 'int main(int argc, char **argv) {\n  char b[16];\n  strcpy(b, argv[1]);\n  strcat(b, getenv("X"));\n  sprintf(b, "%s", argv[1]);\n  return 0;\n}',
        line: 3,
        finds: 3,
      },
      {
        language: 'c',
        code: 'void f(void) {\n  char line[256], name[16];\n  if (!fgets(line, 256, stdin)) return;\n  strcpy(name, line);\n}',
        line: 4,
      },
      {
        language: 'c',
        code: 'char *win_gets(char *s) { return gets(s); }\nvoid f(char *word) { scanf("%s", word); }',
        finds: 2,
        unsure: true,
      },
    ],
    right: [
      {
        language: 'c',
        code: 'int f(const char *dir) {\n  char full[64];\n  if (strlen(dir) + 2 > sizeof(full))\n    return -1;\n  sprintf(full, "%s/", dir);\n  return g(full);\n}',
      },
      {
        language: 'c',
        code: 'void f(const char *s) { char b[10]; strcpy(b, "short"); snprintf(b, sizeof b, "%s", s); scanf("%9s", b); sprintf(b, "%d", 3); char c[99]; sprintf(c, "no %.80s", s); }',
      },
      {
        language: 'c',
        code: 'void f(struct s *p, const char *n) { char b[99]; strcpy(b, p->name); sprintf(b, "%s", n); strcpy(b, name_of(p)); }',
      },
      {
        language: 'c',
        code: 'char *copy(const char *s) { char *p = malloc(strlen(s) + 1); strcpy(p, s); return p; }',
      },
      {
        language: 'c',
        code: 'static void set(const char *prefix, double v) { char s[24]; sprintf(s, "%s_X", prefix); put(s, v); }\nvoid g(void) { set("MIN", 1); set("MAX", 2); }',
      },
      {
        language: 'c',
        code: 'static char file[MAX_PATH];\nvoid f(void) { char path[MAX_PATH]; strcpy(path, file); }',
      },
    ],
  }),
];

interface Problem {
  message: string;
  suggestion: string;
  severity: 'medium' | 'high' | 'critical';
  unsure: boolean;
}

function unbounded(name: string, args: readonly number[], context: RuleContext): Problem | null {
  const target = context.short(args[0] ?? -1, 40);
  switch (name) {
    case 'gets':
      return args.length === 1
        ? {
            severity: 'critical',
            // A library's own function of that kind hands it on.
            unsure: isOwnFunction('gets', context) || isWrapped(args[0]!, context),
            message: `\`gets\` reads a line of any length into \`${target}\`.`,
            suggestion: `fgets(${target}, sizeof ${target}, stdin)`,
          }
        : null;
    case 'strcpy':
    case 'strcat': {
      const source = args[1];
      if (
        args.length !== 2 ||
        source === undefined ||
        context.isConstant(source) ||
        isGivenFixed(context, source)
      )
        return null;
      // Only a buffer of fixed size is known to be too small for some text; elsewhere the size was computed.
      const isLocal = isLocalArray(args[0]!, context);
      if (
        !isLocal &&
        (!isParameter(args[0]!, context) || /len|size|alloc|cap/i.test(enclosingText(args[0]!, context)))
      )
        return null;
      const size = sizeOfArray(target, context.tree.start[args[0]!]!, context);
      if (
        size !== '' &&
        (/sizeof/.test(size) ||
          size === sizeOfArray(context.text(source), context.tree.start[args[0]!]!, context))
      )
        return null;
      if (new RegExp(`strlen\\s*\\(|sizeof\\s*\\(?\\s*${target}\\b`).test(enclosingText(args[0]!, context)))
        return null;
      const open = isOpenText(source, context) || isReadInto(source, size, context);
      if (!open || (isLocal && !isSurelyLonger(source, size, context) && !isSmall(size))) return null;
      return {
        severity: 'medium',
        unsure:
          !isLocal ||
          !(
            isSurelyLonger(source, size, context) ||
            (name === 'strcpy' && isSmall(size) && isParameter(source, context))
          ),
        message: `\`${name}\` copies \`${context.short(source, 40)}\` into \`${target}\` without looking at its size.`,
        suggestion: `snprintf(${target}, sizeof ${target}, "%s", ${context.short(source, 40)})`,
      };
    }
    case 'sprintf':
    case 'vsprintf': {
      const format = context.text(args[1] ?? -1);
      if (!isLocalArray(args[0] ?? -1, context) || !/%[-+ #0]*s/.test(format)) return null;
      const texts =
        name === 'vsprintf'
          ? []
          : textsOf(format, args.slice(2)).filter(
              (each) => !isShortText(each, context) && !isGivenFixed(context, each),
            );
      if (name === 'sprintf' && texts.length === 0) return null;
      // The room was reckoned from what goes in.
      const size = sizeOfArray(target, context.tree.start[args[0]!]!, context);
      if (/sizeof/.test(size)) return null;
      const open = texts.filter((each) => isOpenText(each, context) || isReadInto(each, size, context));
      // What a struct holds and what a call gives has bounds that are kept elsewhere.
      if (name === 'sprintf' ? open.length === 0 : isRoomy(size)) return null;
      if (name === 'sprintf' && !isSmall(size) && !open.some((each) => isSurelyLonger(each, size, context)))
        return null;
      // Somebody asked whether it fits.
      const asked = context.ancestor(args[0]!, ifKinds);
      if (asked >= 0 && /\bsizeof\b|\bstrlen\b/.test(context.text(context.field(asked, 'condition'))))
        return null;
      if (
        texts.some((each) =>
          enclosingText(each, context)
            .replaceAll(/\s/g, '')
            .includes(`strlen(${context.text(each)})`),
        )
      )
        return null;
      return {
        severity: 'medium',
        unsure: !open.some((each) => isSurelyLonger(each, size, context)),
        message: `\`${name}\` writes \`${context.short(open[0] ?? texts[0] ?? args[1]!, 40)}\` into \`${target}\` whatever its length.`,
        suggestion: `snprintf(${target}, sizeof ${target}, …)`,
      };
    }
    default: {
      const format = context.text(args[name === 'scanf' ? 0 : 1] ?? -1);
      if (!/%s|%\[/.test(format)) return null;
      if (name === 'sscanf') return null;
      return {
        severity: 'high',
        unsure:
          !args.slice(name === 'scanf' ? 1 : 2).some((each) => isLocalArray(each, context)) ||
          // What the kernel writes has a form that is known.
          (name === 'fscanf' && /"\/(proc|sys|dev)\//.test(enclosingText(args[0]!, context))),
        message: `\`%s\` in \`${name}\` reads a word of any length.`,
        suggestion: 'Give the width: "%63s" for a buffer of 64.',
      };
    }
  }
}

/** Whether a file has a function of its own by a name of the library's. */
function isOwnFunction(name: string, { source }: RuleContext): boolean {
  return new RegExp(`\\b${name}\\s*\\([^();]*\\)\\s*\\{`).test(source);
}

/** Whether a buffer was given to a function that is itself called after `gets`. */
function isWrapped(target: number, context: RuleContext): boolean {
  return (
    isParameter(target, context) &&
    /gets|getline/i.test(context.functionName(context.enclosingFunction(target)))
  );
}

/** Whether a text comes from outside the program, or was read into an array that is larger than the one it is copied to. */
function isSurelyLonger(text: number, size: string, context: RuleContext): boolean {
  return isOutside(text, context) || isReadInto(text, size, context);
}

/** Whether a name is an array of this function that a text was read into, and that is larger than a size. */
function isReadInto(node: number, size: string, context: RuleContext): boolean {
  if (!isLocalArray(node, context)) return false;
  const name = context.text(node);
  const own = sizeOfArray(name, context.tree.start[node]!, context);
  return (
    Number(own) > Number(size) &&
    new RegExp(`\\b(?:fgets|gets|f?scanf|read|recv|recvfrom|fread)\\s*\\([^;]*\\b${name}\\b`).test(
      enclosingText(node, context),
    )
  );
}
