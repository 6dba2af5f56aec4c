// What a person finds in the Test pane and does there.
import type { Page } from 'playwright-core'

export type TestHands = ReturnType<typeof testHandsOn>

export function testHandsOn(page: Page) {
  const pane = page.locator('.test-pane')
  const answer = pane.getByRole('region', { name: 'Answer' })
  const body = pane.getByRole('region', { name: 'Request' }).locator('.monaco-editor').first()
  return {
    pane,
    answer,
    body,
    path: pane.getByRole('textbox', { name: 'Path', exact: true }),
    send: pane.getByRole('button', { name: 'Send', exact: true }),

    /** What stands in the editor, a line break at the end of each line but the last. */
    bodyText: async (): Promise<string> => {
      const lines = await body.locator('.view-line').allInnerTexts()
      return lines.map((line) => line.replaceAll('\u00a0', ' ').trimEnd()).join('\n')
    },

    async choosePart(title: string): Promise<void> {
      await pane
        .getByRole('tab', { name: new RegExp(`^${title}`) })
        .first()
        .click()
    },

    async chooseChannel(name: string): Promise<void> {
      await pane.getByRole('combobox', { name: 'Channel' }).click()
      await page.getByRole('option', { name, exact: true }).click()
    },

    /** Waits until it is what came of the last send. */
    outcome: (words: string): Promise<void> =>
      answer.locator('.test-outcome .badge', { hasText: words }).waitFor(),

    /** The names of the steps of the journey. */
    async steps(): Promise<string[]> {
      const steps = answer.getByRole('listbox', { name: 'Steps' }).getByRole('option')
      await steps.first().waitFor()
      const names = await steps.locator('.waterfall-name').allInnerTexts()
      return names.map((name) => name.replace(/^↳\s*/, '').trim())
    },
  }
}
