/** Asks again until the answer is right; gives it back. Fails after 20 s with the last one: for what tells of no event. */
export async function waitFor<T>(
  ask: () => Promise<T>,
  isRight: (answer: T) => boolean,
): Promise<T> {
  const until = Date.now() + 20_000
  for (;;) {
    const answer = await ask()
    if (isRight(answer)) return answer
    if (Date.now() > until) throw new Error(`Still ${JSON.stringify(answer)} after 20 s.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
