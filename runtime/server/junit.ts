/** Results of saved tests as JUnit XML, in the form that Jenkins, GitLab and GitHub's actions read. */
import type { TestResult } from '../model/proving.ts'
import { type Around, differenceLines, fileOf } from './test-lines.ts'

/** Loaded before the tests run: a service that never lets go leaves no time for it. */
export async function junitWriter(): Promise<
  (results: readonly TestResult[], took: number, around: Around) => string
> {
  const { XMLBuilder } = await import('fast-xml-parser')
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressEmptyNode: true,
  })
  return (results, took, around) => {
    const counts = {
      '@tests': results.length,
      '@failures': results.filter(({ outcome }) => outcome === 'failed').length,
      '@errors': results.filter(({ outcome }) => outcome === 'error').length,
      '@skipped': results.filter(({ outcome }) => outcome === 'skipped').length,
      '@time': seconds(took),
    }
    const name = around.project.settings.name
    const suite = {
      ...{ '@name': cleaned(name), ...counts },
      testcase: results.map((result) => caseOf(result, around)),
    }
    return builder.build({
      '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
      testsuites: { ...counts, testsuite: suite },
    })
  }
}

function caseOf(result: TestResult, around: Around): object {
  const { test, channel, outcome, took, differences, failure } = result
  const about = {
    '@name': cleaned(test),
    '@classname': cleaned(channel),
    '@file': fileOf(test, around),
    '@time': seconds(took),
  }
  if (outcome === 'skipped') return { ...about, skipped: '' }
  if (outcome === 'error') {
    const { code = 'DEFECT', message = '' } = failure ?? {}
    return {
      ...about,
      error: { '@type': code, '@message': cleaned(message), '#text': cleaned(message) },
    }
  }
  if (outcome === 'passed') return about
  const [first] = differences
  const lines = differences.flatMap((one) => differenceLines(one, around.project))
  const text = failure
    ? [...lines, `    it failed with ${failure.code}: ${failure.message}`]
    : lines
  return {
    ...about,
    failure: {
      '@type': first?.kind ?? 'failure',
      '@message': cleaned(first?.words ?? ''),
      '#text': cleaned(text.join('\n')),
    },
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}

/** XML has no place for these, however they are written (XML 1.0, 2.2). */
function cleaned(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
}
