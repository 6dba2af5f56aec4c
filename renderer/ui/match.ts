/** How well a thing fits what is typed, 0 to 1; 0 hides it. A beginning beats a middle, a middle beats scattered letters. Pure. */

/** Begins the value of what cannot be chosen just now: it comes after all that can. */
export const notNow = 'not now: '

/** As `cmdk` asks: the first keyword is the title, the others are words that may be typed as well. */
export function matchScore(value: string, search: string, keywords: string[] = []): number {
  return scoreOf(search, keywords) * (value.startsWith(notNow) ? 0.01 : 1)
}

function scoreOf(search: string, keywords: string[]): number {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return 1
  const [title = '', ...others] = keywords.map((keyword) => keyword.toLowerCase())
  const scores = words.map((word) =>
    Math.max(
      wordScore(title, word) || (isScattered(title, word) ? 0.1 : 0),
      ...others.map((other) => wordScore(other, word) * 0.4),
    ),
  )
  return scores.some((score) => score === 0)
    ? 0
    : scores.reduce((sum, score) => sum + score, 0) / scores.length
}

function wordScore(text: string, word: string): number {
  if (text === word) return 1
  if (text.startsWith(word)) return 0.9
  const at = text.indexOf(word)
  if (at > 0) return isBreak(text[at - 1]) ? 0.8 : 0.6
  return 0
}

/** `bh` fits `billing.handler`: all letters, in order, the first one where a word begins. */
function isScattered(text: string, word: string): boolean {
  if (word.length < 2) return false
  return [...text].some(
    (letter, at) =>
      letter === word[0] && (at === 0 || isBreak(text[at - 1])) && hasInOrder(text.slice(at), word),
  )
}

function hasInOrder(text: string, letters: string): boolean {
  let from = 0
  for (const letter of letters) {
    from = text.indexOf(letter, from) + 1
    if (from === 0) return false
  }
  return true
}

function isBreak(letter = ''): boolean {
  return /[\s./:_-]/.test(letter)
}
