/** The text between two quotes; `start` is the index of its first character. */
export type Literal = { readonly start: number; readonly text: string };

/** Two views of a source, both as long as the source, so that an index means the same place in all of them. */
export type Views = {
  /** Comments and the insides of strings, templates and regular expressions are spaces. */
  readonly bare: string;
  /** Only comments are spaces. */
  readonly uncommented: string;
  readonly literals: readonly Literal[];
};

type Range = { readonly start: number; readonly end: number };

const REGEX_AFTER = new Set(["", "(", ",", "=", ":", "[", "!", "&", "|", "?", "{", ";", "+", "-", "*", "%", "^", "~"]);
const REGEX_AFTER_WORD = /(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|delete|throw|yield|await)$/;

function blank(text: string, ranges: readonly Range[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    parts.push(text.slice(from, range.start), text.slice(range.start, range.end).replace(/[^\n]/g, " "));
    from = range.end;
  }
  parts.push(text.slice(from));
  return parts.join("");
}

/** The index of the closing quote, or -1 when the line ends first: then it was a quote in JSX text. */
function closingQuote(text: string, start: number, quote: string): number {
  for (let index = start; index < text.length; index += 1) {
    const char = text[index];
    if (char === "\\") index += 1;
    else if (char === quote) return index;
    else if (char === "\n") return -1;
  }
  return -1;
}

/** The index of the closing slash of a regular expression, or -1 when the line ends first: then it divides. */
function closingSlash(text: string, start: number): number {
  let inClass = false;
  for (let index = start; index < text.length; index += 1) {
    const char = text[index];
    if (char === "\\") index += 1;
    else if (char === "\n") return -1;
    else if (char === "[") inClass = true;
    else if (char === "]") inClass = false;
    else if (char === "/" && !inClass) return index;
  }
  return -1;
}

/** Where a template's text stops: at its closing backtick or at the next `${`. */
function templateStop(text: string, start: number): { readonly end: number; readonly opens: boolean } {
  for (let index = start; index < text.length; index += 1) {
    const char = text[index];
    if (char === "\\") index += 1;
    else if (char === "`") return { end: index, opens: false };
    else if (char === "$" && text[index + 1] === "{") return { end: index, opens: true };
  }
  return { end: text.length, opens: false };
}

/** `before` is the code in front of the slash, its last character being the last that is not white space. */
function regexMayStart(before: string): boolean {
  const last = before.slice(-1);
  return REGEX_AFTER.has(last) || before.endsWith("=>") || REGEX_AFTER_WORD.test(before);
}

/**
 * Separates code from comments and literals without parsing it. TypeScript 7 offers no parser to JavaScript,
 * and the rules need no more than this. Where JSX text looks like code it is read as code, never skipped.
 */
export function scan(text: string): Views {
  const comments: Range[] = [];
  const insides: Range[] = [];
  const literals: Literal[] = [];
  /** One entry per open `${`: how many braces are open inside it. */
  const templates: number[] = [];
  let index = 0;
  let before = "";

  const literal = (start: number, end: number): void => {
    insides.push({ start, end });
    literals.push({ start, text: text.slice(start, end) });
  };
  const template = (start: number): number => {
    const stop = templateStop(text, start);
    literal(start, stop.end);
    if (stop.opens) templates.push(0);
    before = stop.opens ? "{" : "`";
    return stop.end + (stop.opens ? 2 : 1);
  };
  const comment = (end: number): number => {
    const stop = end === -1 ? text.length : end;
    comments.push({ start: index, end: stop });
    return stop;
  };
  /** Consumes a literal or comment at `index`, or returns -1. */
  const consume = (char: string): number => {
    if (char === "`") return template(index + 1);
    if (char === '"' || (char === "'" && !/\w/.test(text.charAt(index - 1)))) {
      const end = closingQuote(text, index + 1, char);
      if (end === -1) return -1;
      literal(index + 1, end);
      before = char;
      return end + 1;
    }
    if (char === "}" && templates.at(-1) === 0) {
      templates.pop();
      return template(index + 1);
    }
    if (char !== "/") return -1;
    if (text[index + 1] === "/") return comment(text.indexOf("\n", index));
    if (text[index + 1] === "*") {
      const end = text.indexOf("*/", index + 2);
      return comment(end === -1 ? -1 : end + 2);
    }
    const end = regexMayStart(before) ? closingSlash(text, index + 1) : -1;
    if (end === -1) return -1;
    insides.push({ start: index + 1, end });
    before = ")";
    return end + 1;
  };

  while (index < text.length) {
    const char = text.charAt(index);
    const next = consume(char);
    if (next !== -1) {
      index = next;
      continue;
    }
    const open = templates.length - 1;
    if (open >= 0 && char === "{") templates[open] = (templates[open] ?? 0) + 1;
    if (open >= 0 && char === "}") templates[open] = (templates[open] ?? 0) - 1;
    if (char > " ") before = index > 0 && text.charAt(index - 1) > " " ? (before + char).slice(-12) : ` ${char}`;
    index += 1;
  }
  return { bare: blank(text, [...comments, ...insides]), uncommented: blank(text, comments), literals };
}
