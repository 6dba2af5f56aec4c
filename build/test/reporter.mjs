// A vitest reporter that tells the runner what became of each test, as one JSON file. It
// prints nothing; vitest's own does, beside it.
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { root } from '../paths.mjs'

export default class {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly { message?: string }[]} strays errors that belong to no test
   */
  onTestRunEnd(modules, strays) {
    /** @type {import('./suites.mjs').Report} */
    const report = { passed: 0, failed: [], skipped: [] }
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const result = test.result()
        const name = `${pathOf(module)} > ${test.fullName}`
        if (result.state === 'passed') report.passed++
        else if (result.state === 'skipped')
          report.skipped.push(`${name}: ${result.note ?? 'it does not say why'}`)
        else report.failed.push(name)
      }
      // A file that does not load, or a hook that fails, has no failed test to its name.
      for (const error of errorsOf(module))
        report.failed.push(`${pathOf(module)}: ${error.message}`)
    }
    for (const error of strays) report.failed.push(`outside of any test: ${error.message}`)
    const target = process.env.PATCHBAY_TEST_REPORT
    if (target) writeFileSync(target, JSON.stringify(report))
  }
}

/** @param {import('vitest/node').TestModule} module */
function errorsOf(module) {
  return [module, ...module.children.allSuites()].flatMap((part) => part.errors())
}

/** @param {import('vitest/node').TestModule} module */
function pathOf(module) {
  return relative(root, module.moduleId)
}
