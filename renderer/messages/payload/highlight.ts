/** One row of a payload in coloured pieces. By the row alone, so that any row can be drawn without those before it. */

export interface Piece {
  text: string
  /** The class that colours it; none for plain text. */
  tone?: 'key' | 'string' | 'number' | 'word' | 'mark' | 'comment' | 'tag'
}

const json =
  /(?<key>"(?:[^"\\]|\\.)*"(?=\s*:))|(?<string>"(?:[^"\\]|\\.)*"?)|(?<number>-?\d[\d.eE+-]*)|(?<word>true|false|null)|(?<mark>[{}[\],:]+)/g

const xml =
  /(?<comment><!--.*?(?:-->|$)|<!\[CDATA\[|\]\]>|<[?!][^>]*>?)|(?<tag><\/?[^\s/>]+|\/?>)|(?<key>[\w:.-]+(?==["']))|(?<string>(?<==)(?:"[^"]*"?|'[^']*'?))/g

export function highlightJson(row: string): Piece[] {
  return pieces(row, json)
}

export function highlightXml(row: string): Piece[] {
  return pieces(row, xml)
}

function pieces(row: string, pattern: RegExp): Piece[] {
  const found: Piece[] = []
  let from = 0
  for (const match of row.matchAll(pattern)) {
    if (match.index > from) found.push({ text: row.slice(from, match.index) })
    const [tone] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? []
    found.push({ text: match[0], tone: tone as Piece['tone'] })
    from = match.index + match[0].length
  }
  if (from < row.length) found.push({ text: row.slice(from) })
  return found
}
