import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';

/** Names whose last word stands for no number, by itself. */
const plainWords =
  /(?:^|_)(path|paths|url|uri|text|texts|string|name|names|type|kind|mode|document|callback|handler|config|options|parent|locale|lang|language|platform|host|hostname|user|username|file|filename|dir|directory|folder|prefix|suffix|pattern|message|method|scheme|protocol|encoding|charset|format|class|module|package|namespace|layout|token|credentials|handle|status|errno)\d*$/;
/** Names that stand for anything by themselves, and for no number with a word in front: `destKey`. */
const secondWords =
  /_(key|id|node|elem|element|item|target|state|version|line|list|map|set|event|tag|code|scope|ref)\d*$/;

/** Types of the languages that declare them whose values are equal to themselves. */
const wholeTypes =
  /^(?:(?:const|unsigned|signed|final|static|struct|enum|register|readonly|ref|in|mut)\s+)*(?:int|long|short|char|bool|boolean|byte|sbyte|uint|ulong|ushort|size_t|ssize_t|off_t|time_t|pid_t|u?int(?:8|16|32|64|ptr|max)?(?:_t)?|[ui](?:8|16|32|64|128|size)|usize|string|str|rune|error|String|Object|Integer|Long|Boolean|Character|Byte|Short|Class)(?:\s*\*+|\s*\[\s*\])?$/;

/** Whether a plain name holds what equals itself for certain, by its declared type or, where types are not declared, by what it is called. */
export function isNeverNaN(node: NodeIndex, context: RuleContext): boolean {
  const name = context
    .text(node)
    .replace(/^[$@]+/, '')
    .replace(/\$\d+$/, '');
  if (!/^\w+$/.test(name)) return false;
  const { family } = context;
  const words = name.replace(/([a-z\d])(?=[A-Z])/g, '$1_').toLowerCase();
  const owner = context.enclosingFunction(node);
  const around = owner < 0 ? context.source : context.text(owner);
  if (/^(js|python|ruby|php)$/.test(family)) {
    const declared =
      family === 'js' ? new RegExp(`\\b${name}\\??\\s*:\\s*(string|boolean|[A-Z]\\w{2,})\\b`) : null;
    return (
      plainWords.test(words) ||
      secondWords.test(words) ||
      (declared?.test(around) ?? false) ||
      // Ruby and PHP have other ways to ask for NaN, and use them.
      (/^(ruby|php)$/.test(family) &&
        !/^(x|y|z|n|a|b|v|val|value|num|number|float|f|expected|actual)\d?$/.test(name))
    );
  }
  const isGeneric =
    /^[^{]*?(?:<|\[)\s*[A-Z]\w?\b/.test(around.slice(0, 300)) ||
    context.says(/\btemplate\s*<|\bimpl\s*<\s*[A-Z]\b/);
  // Java's type parameters are never of a primitive type, and objects are compared as such.
  if (isGeneric && family !== 'java') return false;
  const declared =
    family === 'go'
      ? new RegExp(
          `[(,]\\s*${name}(?:,\\s*\\w+)*\\s+([\\w.*\\[\\]]+)|\\bvar\\s+${name}\\s+([\\w.*\\[\\]]+)`,
        ).exec(around)
      : family === 'rust'
        ? new RegExp(`\\b${name}\\s*:\\s*&?(?:mut\\s+)?([\\w]+)`).exec(around)
        : new RegExp(
            `(?:^|[;{}(,])\\s*((?:(?:const|unsigned|signed|final|static|struct|enum)\\s+)*[A-Za-z_][\\w.]*(?:<[^;(){}]*>)?[\\s*]+(?:\\w+(?:\\s*=[^,;()]*)?,\\s*\\**)*)${name}\\s*[=;,):]`,
            'm',
          ).exec(around);
  const type = (declared?.[1] ?? declared?.[2])
    ?.trim()
    .replace(/^(.*?[\s*])\w+(?:\s*=[^,]*)?,[\s\S]*$/, '$1')
    .trim();
  if (type !== undefined && !/^(return|throw|else|new|var|auto|case|goto)\b/.test(type)) {
    if (wholeTypes.test(type) || type.endsWith('*') || type.startsWith('*')) return true;
    // A class of Java, compared as an object.
    if (family === 'java') return /^[A-Z]\w*/.test(type) && !/^(Double|Float|Number)\b/.test(type);
  }
  return (
    !context.says(/float|double|\breal|\bf32\b|\bf64\b|scalar|\bfixed|numeric|[A-Z]\w*_?T\b|<T>/i) &&
    context.language !== 'cpp'
  );
}
