import { cAndCpp, js } from '../languages.ts';
import { clientInput } from '../reading/taint.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

export const objectRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'prototype-pollution',
    category: 'security',
    severity: 'medium',
    languages: js,
    title: 'Deep merge that can write to Object.prototype',
    rationale: 'A key `__proto__` in the source makes the merge walk into the prototype of every object.',
    cwe: 1321,
    remediationMinutes: 20,
    skipTests: true,
    kinds: ['for_in_statement'],
    check(node, context) {
      const owner = context.enclosingFunction(node);
      const name = context.functionName(owner);
      const key = context.text(context.field(node, 'left'));
      if (owner < 0 || name === '' || !/^\w+$/.test(key) || !/^\w+$/.test(name)) return;
      const loop = context.text(context.field(node, 'body'));
      if (!loop.includes(`${name}(`)) return;
      // It copies by key and goes down by key: the shape of every deep merge.
      const writes = new RegExp(`(\\w+)\\[${key}\\]\\s*=[^=]`).exec(loop);
      const descends = new RegExp(`\\b${name}\\(\\s*(\\w+)\\[${key}\\]\\s*,\\s*\\w+\\[${key}\\]`).exec(loop);
      if (writes === null || descends === null || descends[1] !== writes[1]) return;
      if (/__proto__|hasOwn|prototype|Object\.create\(null\)/.test(context.text(owner))) return;
      context.report(node, {
        message: `\`${name}\` copies every key of its source, \`__proto__\` included, and descends into \`${writes[1]}[${key}]\`.`,
        suggestion: `if (${key} === '__proto__' || ${key} === 'constructor') continue;`,
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function merge(a, b) {\n  for (const k in b) {\n    if (typeof b[k] === "object") merge(a[k], b[k]);\n    else a[k] = b[k];\n  }\n  return a;\n}',
        line: 2,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'function merge(a, b) { for (const k in b) { if (k === "__proto__") continue; if (typeof b[k] === "object") merge(a[k], b[k]); else a[k] = b[k]; } }',
      },
      { language: 'javascript', code: 'function copy(a, b) { for (const k in b) { a[k] = b[k]; } }' },
    ],
  }),
  defineRule({
    id: 'nosql-injection',
    category: 'security',
    severity: 'high',
    languages: js,
    title: "A client's object used as a database filter",
    rationale: 'A body such as {"$ne": null} is an operator, not a value: it matches every document.',
    cwe: 943,
    remediationMinutes: 20,
    skipTests: true,
    calls: [
      'find',
      'findOne',
      'updateOne',
      'updateMany',
      'deleteOne',
      'deleteMany',
      'findOneAndUpdate',
      'findOneAndDelete',
      'count',
      'countDocuments',
    ],
    checkCall(call, context) {
      const filter = call.arguments[0] ?? -1;
      const text = context.text(filter);
      if (
        /^(req|request)\.(body|query)$/.test(text) ||
        (context.kind(filter) === 'object' && holdsRawInput(text))
      ) {
        const input = clientInput(context, filter);
        if (input === null || !context.says(/mongo|mongoose|collection/i)) return;
        context.report(call.node, {
          message: `\`${call.path.slice(-30)}\` takes its filter from \`${input}\`: an object with \`$\` operators in it changes what is matched.`,
          suggestion:
            'Turn each value into a string first: { name: String(req.body.name) }, or check the body against a schema.',
        });
      }
    },
    kinds: ['pair'],
    check(node, context) {
      if (!/^["']?\$where["']?$/.test(context.text(context.field(node, 'key')))) return;
      const value = context.field(node, 'value');
      if (context.isConstant(value) || context.isFunction(value)) return;
      context.report(node, {
        message: `\`$where\` runs \`${context.short(value, 40)}\` as JavaScript in the database.`,
        suggestion: 'Use query operators instead of $where.',
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'const mongoose = require("mongoose");\nfunction login(req) { return User.findOne({ name: req.body.name, password: req.body.password }); }',
        line: 2,
      },
      { language: 'javascript', code: 'users.find({ $where: "this.name == \'" + name + "\'" });' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'const mongoose = require("mongoose"); function f(req) { return User.findOne({ name: String(req.body.name) }); }',
      },
      {
        language: 'javascript',
        code: 'items.find((x) => x.id === req.params.id); User.findOne({ _id: id });',
      },
    ],
  }),
  defineRule({
    id: 'xml-external-entities',
    category: 'security',
    severity: 'high',
    languages: ['python', 'php', 'java', 'csharp', ...js, ...cAndCpp],
    title: 'XML parser that follows external entities',
    rationale:
      'An entity can name a file of the server or an address inside its network, and its content comes back in the document.',
    cwe: 611,
    source: 'OWASP XML External Entity Prevention Cheat Sheet',
    remediationMinutes: 20,
    skipTests: true,
    calls: [
      'XMLParser',
      'libxml_disable_entity_loader',
      'loadXML',
      'simplexml_load_string',
      'parseXml',
      'parseXmlString',
      'newInstance',
      ...[
        'xmlReadFile',
        'xmlReadMemory',
        'xmlReadDoc',
        'xmlReadFd',
        'xmlCtxtReadFile',
        'xmlCtxtReadMemory',
        'XmlReaderSettings',
      ],
    ],
    checkCall(call, context) {
      const text = context.text(call.node).slice(0, 500);
      let what: string | null = null;
      if (context.family === 'c' && /\bXML_PARSE_(NOENT|DTDLOAD)\b/.test(text))
        what = /XML_PARSE_\w+/.exec(text)![0];
      if (
        context.family === 'csharp' &&
        call.name === 'XmlReaderSettings' &&
        /DtdProcessing\s*=\s*DtdProcessing\.Parse/.test(text) &&
        /XmlResolver\s*=\s*new\b/.test(text)
      )
        what = 'DtdProcessing.Parse';
      if (
        context.family === 'python' &&
        call.name === 'XMLParser' &&
        /resolve_entities\s*=\s*True/.test(text)
      )
        what = 'resolve_entities=True';
      if (context.family === 'php' && /LIBXML_NOENT/.test(text)) what = 'LIBXML_NOENT';
      // Files are opened through the loader too; entities alone stay off without these.
      if (
        context.family === 'php' &&
        call.name === 'libxml_disable_entity_loader' &&
        /false/.test(text) &&
        context.says(/LIBXML_(NOENT|DTDLOAD)|substituteEntities|resolveExternals/)
      )
        what = 'libxml_disable_entity_loader(false)';
      if (context.family === 'js' && /noent\s*:\s*true/.test(text)) what = 'noent: true';
      if (
        context.family === 'java' &&
        /^(DocumentBuilderFactory|SAXParserFactory|XMLInputFactory)\.newInstance$/.test(call.path) &&
        !/setFeature|setProperty|setAttribute|setExpandEntityReferences|FEATURE_SECURE_PROCESSING|setXMLResolver|setEntityResolver/.test(
          context.source,
        ) &&
        context.says(/\.parse\(|createXML\w+Reader\(/)
      )
        what = call.path;
      if (what === null) return;
      context.report(call.node, {
        severity: context.family === 'java' ? 'medium' : 'high',
        message: `\`${what}\` lets a document read files and addresses through its entities.`,
        suggestion:
          context.family === 'java'
            ? 'factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);'
            : 'Leave entity resolution off, which is the default.',
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'from lxml import etree\np = etree.XMLParser(resolve_entities=True)',
        line: 2,
      },
      { language: 'php', code: '<?php\n$d->loadXML($x, LIBXML_NOENT);', line: 2 },
      {
        language: 'java',
        code: 'class A { void f(InputStream in) throws Exception {\n  DocumentBuilderFactory f = DocumentBuilderFactory.newInstance();\n  f.newDocumentBuilder().parse(in);\n} }',
        line: 2,
      },
    ],
    right: [
      { language: 'python', code: 'p = etree.XMLParser(resolve_entities=False)' },
      { language: 'php', code: '<?php\n$d->loadXML($x);' },
      {
        language: 'php',
        code: '<?php\nlibxml_disable_entity_loader(false);\n$d->load($file);\nlibxml_disable_entity_loader(true);',
      },
      {
        language: 'java',
        code: 'class A { void f(InputStream in) throws Exception { DocumentBuilderFactory f = DocumentBuilderFactory.newInstance(); f.setFeature("x", true); f.newDocumentBuilder().parse(in); } }',
      },
    ],
  }),
];

/** Whether an object literal's text takes values from a request as they come. */
function holdsRawInput(text: string): boolean {
  return /:\s*(req|request)\.(body|query)\.\w+\s*[,}]/.test(text);
}
