import type { RuleContext } from '../context.ts';
import type { Call } from './calls.ts';
import { definitionsOf } from './constants.ts';

/** What a call opens, and how it is closed. */
export interface Opened {
  what: string;
  /** How it is given back, as a pattern with NAME for the variable. */
  closing: RegExp;
  instead: string;
}

const javaStreams =
  /^(FileInputStream|FileOutputStream|FileReader|FileWriter|RandomAccessFile|Scanner|PrintWriter|BufferedReader|BufferedWriter|ZipFile|JarFile|Socket|ServerSocket|ObjectInputStream|ObjectOutputStream)$/;
const csharpStreams =
  /^(FileStream|StreamReader|StreamWriter|BinaryReader|BinaryWriter|SqlConnection|SqlCommand|TcpClient|ZipArchive|NpgsqlConnection|SqliteConnection)$/;

/** Whether a Java stream lies around an array in memory, which holds nothing that has to be given back. */
function isInMemory(call: Call, context: RuleContext): boolean {
  const inner = context.text(call.arguments[0] ?? -1);
  return (
    /^\w+$/.test(inner) &&
    context.says(
      new RegExp(`\\b${inner}\\s*=\\s*new (ByteArray|CharArray|String)\\w*(Stream|Reader|Writer)\\b`),
    )
  );
}

/** What opens something in Java that has to be given back. */
const opensInJava =
  /\bnew\s+(File|Socket|URL|Zip|Jar|RandomAccess)|\bFiles\.|open\w*\(|getResource|get(Input|Output)Stream|\.(in|out)put\(/;

/** Whether a Java reader or writer lies around one that somebody else opened and closes, or a scanner over a text. */
function isAroundGiven(call: Call, context: RuleContext): boolean {
  const inner = call.arguments[0] ?? -1;
  if (call.name === 'Scanner' && !context.says(/\bjava\.util\.(Scanner|\*)/)) return true;
  if (
    !/^(BufferedReader|BufferedWriter|ObjectInputStream|ObjectOutputStream|PrintWriter|Scanner)$/.test(
      call.name,
    )
  )
    return false;
  const text = context.short(inner, 200);
  if (opensInJava.test(text)) return false;
  const name = /^(?:new \w+\()?(?:this\.)?(\w+)\b/.exec(text)?.[1] ?? '';
  if (call.name === 'Scanner' && new RegExp(`\\bString\\s+${name}\\b`).test(context.source)) return true;
  // A file's name or a file, which is opened here.
  if (
    /^(PrintWriter|Scanner)$/.test(call.name) &&
    !/(os|in|is|out|stream|reader|writer|output|input)$/i.test(name)
  )
    return false;
  return ![inner, ...context.descendants(inner)]
    .flatMap((each) => (context.kind(each) === 'identifier' ? definitionsOf(context, each) : []))
    .some(({ value }) => value >= 0 && opensInJava.test(context.short(value, 200)));
}

/** What a call opens that has to be closed, or null. */
export function openedBy(call: Call, context: RuleContext): Opened | null {
  switch (context.family) {
    case 'python':
      if (
        /^(open|io\.open|codecs\.open|gzip\.open|bz2\.open|lzma\.open|tarfile\.open|zipfile\.ZipFile|socket\.socket|sqlite3\.connect|tempfile\.NamedTemporaryFile|os\.popen|subprocess\.Popen)$/.test(
          call.path,
        ) &&
        !/sqlite3|Popen|popen/.test(call.path) &&
        // What lies around bytes in memory holds nothing of the system's.
        !/^(io\.)?(BytesIO|StringIO)\(/.test(context.text(call.arguments[0] ?? -1))
      )
        return {
          what: call.path,
          closing: /\.(close|shutdown|detach|__exit__|release)\b/,
          instead: `with ${call.path}(…) as NAME:`,
        };
      return null;
    case 'java':
      if (
        call.isNew &&
        javaStreams.test(call.name) &&
        !isInMemory(call, context) &&
        !isAroundGiven(call, context) &&
        !/System\.(in|out|err)|StringReader|StringWriter|ByteArray|CharArray|Writer\(.*[wW]riter|sw\b/.test(
          context.short(call.node, 200),
        )
      )
        return {
          what: `new ${call.name}`,
          closing: /\.(close|closeQuietly|shutdown)\b|close\w*\(\s*NAME/,
          instead: `try (${call.name} NAME = new ${call.name}(…)) { … }`,
        };
      if (
        /^Files\.(newInputStream|newOutputStream|newBufferedReader|newBufferedWriter|lines|list|walk|newByteChannel|newDirectoryStream)$/.test(
          call.path,
        )
      )
        return {
          what: call.path,
          closing: /\.close\b|close\w*\(\s*NAME/,
          instead: `try (var NAME = ${call.path}(…)) { … }`,
        };
      return null;
    case 'csharp':
      // Readers and writers around a stream that somebody else opened are not theirs to close.
      if (
        /^(Binary|Stream)(Reader|Writer)$|^ZipArchive$/.test(call.name) &&
        !/path|file|name|"/i.test(context.text(call.arguments[0] ?? -1))
      )
        return null;
      if (
        (call.isNew &&
          csharpStreams.test(call.name) &&
          !/MemoryStream|Console\./.test(context.short(call.node, 200))) ||
        /^File\.(OpenRead|OpenWrite|OpenText|CreateText|Create|Open|AppendText)$/.test(call.path)
      )
        return {
          what: call.path,
          closing: /\.(Close|Dispose|DisposeAsync)\b/,
          instead: 'using var NAME = …;',
        };
      return null;
    case 'go':
      if (
        /^os\.(Open|Create|OpenFile|CreateTemp)$|^net\.(Dial|Listen|DialTimeout)$|^(zip|gzip)\.(OpenReader|NewReader)$|^sql\.Open$/.test(
          call.path,
        ) &&
        !/gzip\.NewReader|sql\.Open|zip\.NewReader/.test(call.path)
      )
        return { what: call.path, closing: /\.(Close|CloseWrite)\b/, instead: 'defer NAME.Close()' };
      if (
        /^http\.(Get|Post|Head|PostForm|DefaultClient\.(Do|Get))$/.test(call.path) ||
        (/(^|\.)(\w*[cC]lient|http|hc)\.Do$/.test(call.path) &&
          context.says(/net\/http|http\.Request|http\.NewRequest/))
      )
        return {
          what: call.path,
          closing: /\.Body\.Close\b|\.Body\b(?!\))/,
          instead: 'defer NAME.Body.Close()',
        };
      return null;
    case 'c':
      if (call.receiver >= 0) return null;
      if (/^(fopen|fdopen|tmpfile|freopen)$/.test(call.name))
        return { what: call.name, closing: /\bfclose\s*\(\s*NAME\b|fclose/, instead: 'fclose(NAME);' };
      if (/^(opendir)$/.test(call.name))
        return { what: call.name, closing: /closedir/, instead: 'closedir(NAME);' };
      if (/^(popen)$/.test(call.name))
        return { what: call.name, closing: /pclose/, instead: 'pclose(NAME);' };
      if (/^(malloc|calloc|strdup|strndup)$/.test(call.name))
        return {
          what: call.name,
          closing: /\b\w*(free|destroy|release|unref|delete)\w*\s*\(\s*(?:\([\w\s*]+\)\s*)?NAME\b/i,
          instead: 'free(NAME);',
        };
      return null;
    case 'ruby':
      if (/^File\.(open|new)$/.test(call.path) && context.field(call.node, 'block') < 0)
        return {
          what: call.path,
          closing: /\.(close|close!|unlink)\b/,
          instead: 'File.open(…) { |NAME| … }',
        };
      return null;
    case 'js':
      if (/^(fs\.)?openSync$/.test(call.path))
        return { what: call.path, closing: /closeSync/, instead: 'try { … } finally { closeSync(NAME); }' };
      return null;
    default:
      return null;
  }
}
