import { js } from '../languages.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const massAssignmentRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'mass-assignment',
    category: 'security',
    severity: 'medium',
    languages: [...js, 'python', 'ruby', 'php'],
    title: 'Record filled with whatever the client sent',
    rationale: 'The client may send fields that the form does not have: isAdmin, owner, balance.',
    cwe: 915,
    source: 'OWASP Mass Assignment Cheat Sheet',
    remediationMinutes: 20,
    skipTests: true,
    calls: [
      'create',
      'update',
      'findByIdAndUpdate',
      'findOneAndUpdate',
      'updateOne',
      'insertOne',
      'insertMany',
      'assign',
      'new',
      'update_attributes',
      'update!',
      'create!',
      'permit!',
      'fill',
      'forceFill',
      'extract',
      'parse_str',
      'save',
      'insert',
    ],
    checkCall(call, context) {
      const text = call.arguments.map((each) => context.text(each));
      let sent: string | undefined;
      switch (context.family) {
        case 'js':
          if (
            !/^(create|findByIdAndUpdate|findOneAndUpdate|updateOne|insertOne|insertMany|update|save|insert|assign)$/.test(
              call.name,
            )
          )
            return;
          sent =
            text.find((each) => /^(req|request|ctx\.request|ctx\.req)\.body$/.test(each)) ??
            text.find((each) =>
              /^\{\s*(\$set:\s*)?(\.\.\.)?(req|request|ctx\.request)\.body\s*,?\s*\}$/.test(each),
            );
          if (call.name === 'assign' && (call.path !== 'Object.assign' || /^\{/.test(text[0] ?? ''))) return;
          if (
            call.name !== 'assign' &&
            !/^(this\.)?[A-Z]\w*\.|(model|collection|repo(sitory)?|prisma\.\w+|db(\.\w+|\.collection\(.*\))*|service)\./i.test(
              call.path,
            )
          )
            return;
          if (
            call.name === 'assign' &&
            !/user|account|model|entity|record|doc|profile|order/i.test(text[0] ?? '')
          )
            return;
          break;
        case 'python':
          sent = text.find((each) =>
            /^\*\*\s*(request\.(json|form|POST|data|args|GET)|request\.get_json\(.*\)|request\.form\.to_dict\(\))/.test(
              each,
            ),
          );
          break;
        case 'ruby':
          if (call.name === 'permit!')
            sent =
              /^params\b/.test(context.text(call.receiver)) && !context.definitions().has('params')
                ? 'params'
                : undefined;
          else
            sent = context.definitions().has('params')
              ? undefined
              : text.find((each) => /^params(\[:\w+\])?$|^params\.to_unsafe_h/.test(each));
          // One value among others is a field by name.
          if (call.name === 'new' && call.arguments.length > 1) return;
          if (call.name === 'new' && !/^[A-Z]\w+$/.test(context.text(call.receiver))) return;
          if (
            call.name === 'update' &&
            /session|cookies|flash|hash|digest|headers/i.test(context.text(call.receiver))
          )
            return;
          break;
        default:
          if (call.name === 'extract' || call.name === 'parse_str') {
            if (call.receiver >= 0) return;
            sent = text.find((each) => /^\$_(GET|POST|REQUEST|COOKIE)$/.test(each));
            if (call.name === 'parse_str' && call.arguments.length > 1) return;
          } else if (/^(create|update|fill|forceFill)$/.test(call.name)) {
            sent = text.find((each) =>
              /^(\$request->all\(\)|request\(\)->all\(\)|Request::all\(\)|\$_(POST|GET|REQUEST))$/.test(each),
            );
          }
      }
      if (sent === undefined) return;
      context.report(call.node, {
        message: `\`${context.short(call.node, 50)}\` takes every field of \`${sent.slice(0, 40)}\`, those that were never asked for included.`,
        suggestion: 'Name the fields that a client may set, or check the body against a schema first.',
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'app.post("/", async (req, res) => {\n  await User.create(req.body);\n});',
        line: 2,
      },
      {
        language: 'python',
        code: 'def f(request):\n    return User(**request.json).save(**request.json)',
        line: 2,
      },
      { language: 'ruby', code: 'def create\n  User.create(params[:user])\nend', line: 2 },
      { language: 'php', code: '<?php\nextract($_POST);', line: 2 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'app.post("/", async (req, res) => { await User.create({ name: req.body.name }); await User.create(schema.parse(req.body)); const copy = Object.assign({}, req.body); });',
      },
      { language: 'ruby', code: 'def create\n  User.create(params.require(:user).permit(:name))\nend' },
      { language: 'php', code: '<?php\nextract($row);' },
    ],
  }),
];
