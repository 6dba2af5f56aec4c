/** How texts are searched by words: the same in memory and on disk. Letters and digits make words, everything else parts them. */

const word = /[\p{L}\p{N}\p{Co}]+/gu

/** `A-8812` has the words `a` and `8812`. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(word) ?? []
}

/**
 * Does the term stand in the text, from the beginning of a word on? `881` stands in `order 8812`, `812` does not.
 * @param text in lower case, as the term.
 */
export function standsIn(text: string, term: string): boolean {
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
    if (at === 0 || !endsInWord(text.slice(Math.max(0, at - 2), at)) || !beginsWithWord(term)) {
      return true
    }
  }
  return false
}

function beginsWithWord(text: string): boolean {
  return /^[\p{L}\p{N}\p{Co}]/u.test(text)
}

function endsInWord(text: string): boolean {
  return /[\p{L}\p{N}\p{Co}]$/u.test(text)
}
