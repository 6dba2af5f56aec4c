// What an accessibility checker finds in the real window, told so that a person can mend it.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

// What page.evaluate runs is in the page, where this is axe.
declare const axe: { run(context: object, options: object): Promise<AxeResults> }

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * Serious and critical problems of the window as it is now, one line each: rule, place, what is wrong.
 *
 * Monaco is left out: it is the editor of VS Code, with an accessibility mode of its own.
 */
export async function seriousProblems(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source)
  const { violations } = await page.evaluate(() =>
    axe.run({ exclude: ['.monaco-editor'] }, { resultTypes: ['violations'] }),
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = '', html }) => {
        const [, first = ''] = failureSummary.split('\n')
        return `${id}: ${target.join(' ')}: ${first.trim()} ${html.slice(0, 160)}`
      }),
    )
}
