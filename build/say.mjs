// Words for the person who waits. Progress goes to stderr, so that stdout holds only what a command
// was asked for; nothing long happens without a line that says what and for how long.

/** Prints one line of progress. @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`)
}

/**
 * Does something long: a line at its begin, one every 5 s (with `detail()`, when given, saying how
 * far it is), one at its end.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @param {() => string} [detail]
 * @returns {Promise<T>}
 */
export async function during(what, work, detail) {
  const begun = Date.now()
  const seconds = () => `${((Date.now() - begun) / 1000).toFixed(1)} s`
  say(`• ${what} …`)
  const beat = setInterval(() => {
    const more = detail?.()
    say(`  ${what}: ${seconds()}${more ? `, ${more}` : ''}`)
  }, 5000)
  try {
    const result = await work()
    say(`✓ ${what} (${seconds()})`)
    return result
  } finally {
    clearInterval(beat)
  }
}

/**
 * A refusal that the person can act on: printed as it is, without a stack.
 */
export class Refusal extends Error {}

/**
 * Runs a command's main function; a refusal becomes its text and exit code 1.
 * @param {() => Promise<number | undefined | void>} main resolves to the exit code, none is 0
 */
export async function command(main) {
  try {
    process.exitCode = (await main()) ?? 0
  } catch (error) {
    if (error instanceof Refusal) say(`✗ ${error.message}`)
    else say(error instanceof Error ? (error.stack ?? error.message) : String(error))
    process.exitCode = 1
  }
}
