/** On the tab: how many of the tests failed when they last ran. */
import { useProject } from '../store/project.ts'
import { counted } from './counts.ts'
import { useProving } from './store.ts'

export function TestsCount() {
  const tests = useProject(({ project }) => project.tests)
  const results = useProving((state) => state.results)
  const { passed, failed } = counted(tests, results)
  if (passed + failed === 0) return null
  return (
    <span
      className={`badge ${failed > 0 ? 'tone-err' : 'tone-ok'}`}
      title={`${passed} passed, ${failed} failed`}
    >
      {failed > 0 ? `✕ ${failed}` : `✓ ${passed}`}
    </span>
  )
}
