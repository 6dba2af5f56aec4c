/** A test that was made of an exchange: looked at, named and changed before it is saved. */
import { lazy, Suspense, useState } from 'react'
import { savedTestSchema } from '../../runtime/model/saved-test.ts'
import { writeText } from '../../runtime/model/write.ts'
import { testNameTrouble } from '../edits/tests.ts'
import { useProject } from '../store/project.ts'
import { saveTest } from './acts.ts'
import { readTest } from './read-test.ts'
import { runTests } from './run.ts'
import { type Proposal, setProving } from './store.ts'

const BodyEditor = lazy(async () => ({
  default: (await import('../testing/body-editor.tsx')).BodyEditor,
}))

export function ProposalView({ proposal }: { proposal: Proposal }) {
  const project = useProject((state) => state.project)
  const [text, setText] = useState(() => writeText('tests', savedTestSchema.parse(proposal.test)))
  const { test, trouble } = readTest(text)
  const named = test && testNameTrouble(project, undefined, test.name)
  const save = () => {
    if (!test || !saveTest(test)) return
    void runTests([test.name])
  }
  const { masks } = test ?? proposal.test
  return (
    <section className="exchange test-detail" aria-label="New test">
      <header className="exchange-head">
        <b className="cut">New test “{test?.name ?? proposal.test.name}”</b>
        <span className="grow" />
        <button
          type="button"
          className="btn small ghost"
          onClick={() => setProving({ proposal: undefined })}
        >
          Discard
        </button>
        <button
          type="button"
          className="btn small primary"
          disabled={!test || named !== undefined}
          onClick={save}
        >
          Save and run
        </button>
      </header>
      {(named ?? trouble?.message) && (
        <p className="test-wrong" role="alert">
          {named ?? `${trouble?.message} (line ${trouble?.line})`}
        </p>
      )}
      <ul className="proposal-notes">
        <li>
          {masks.length === 0
            ? 'Nothing moved between two runs: all of it is compared.'
            : `Not compared, because it moves: ${masks.join(', ')}`}
        </li>
        {proposal.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <Suspense fallback={<p className="exchange-note">Loading the editor…</p>}>
        <BodyEditor text={text} format="json" trouble={trouble} onChange={setText} />
      </Suspense>
    </section>
  )
}
