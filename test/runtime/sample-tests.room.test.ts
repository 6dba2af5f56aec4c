/** The saved tests of the samples: they pass, with no server and no secret, and pass each time. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readFolder } from '../../runtime/folder/read.ts'
import type { Project } from '../../runtime/model/project.ts'
import { fromFiles } from '../../runtime/model/text.ts'
import { runTests } from '../../runtime/run-tests.ts'

const samples = join(import.meta.dirname, '../../electron/samples')
const ids = readdirSync(samples).filter((id) => existsSync(join(samples, id, 'tests')))

async function open(id: string): Promise<Project> {
  return fromFiles(await readFolder(join(samples, id))).project
}

async function failuresOf(project: Project): Promise<string[]> {
  const { results } = await runTests(project, {}, { signal: new AbortController().signal })
  return results.flatMap(({ test, outcome, differences, failure }) =>
    outcome === 'passed'
      ? []
      : [`${test}: ${outcome}: ${failure?.message ?? differences.map(({ words }) => words)}`],
  )
}

describe('the tests of the samples', () => {
  it.each(ids)('%s: there are some, and all pass', async (id) => {
    const project = await open(id)
    expect(Object.keys(project.tests).length).toBeGreaterThanOrEqual(2)
    expect(await failuresOf(project)).toEqual([])
  })

  it('pass a hundred times', { timeout: 300_000 }, async () => {
    // The bank is tried again after a while, as it says, and would take a hundred times as long.
    for (const id of ids.filter((one) => one !== 'failing-bank')) {
      const project = await open(id)
      for (let run = 0; run < 100; run++) expect(await failuresOf(project)).toEqual([])
    }
  })

  it('fail when a service does otherwise', async () => {
    const project = await open('queue-orders')
    const path = 'services/check-order.ts'
    const file = project.services[path]
    if (!file) throw new Error(`${path} is gone.`)
    const wrong = { path, source: file.source.replace('price * quantity', 'price + quantity') }
    const services = { ...project.services, [path]: wrong }
    const run = await runTests(
      { ...project, services },
      {},
      { signal: new AbortController().signal },
    )
    const failed = run.results.filter(({ outcome }) => outcome !== 'passed')
    expect(failed.map(({ test }) => test)).toEqual([
      'A queued order is added up and published again',
    ])
    expect(failed[0]?.differences).toEqual([
      {
        kind: 'delivery',
        pointer: '/deliveries/0/body/json/total',
        words: 'shop, publish shop / order.accepted: body.total is 115, not 1500',
        expected: 1500,
        actual: 115,
        at: { collection: 'flows', name: 'Orders', node: 'accepted' },
      },
    ])
  })
})
