/** A test as its file has it. What is typed is kept as soon as it is a test; until then it says what is wrong, and where. */
import { useEffect, useState } from 'react'
import type { SavedTest } from '../../runtime/model/saved-test.ts'
import { writeText } from '../../runtime/model/write.ts'
import { putTest } from '../edits/tests.ts'
import { currentProject, dispatch } from '../store/project.ts'
import { BodyEditor } from '../testing/body-editor.tsx'
import { renameTest } from './acts.ts'
import { readTest } from './read-test.ts'

export function TestEditor({ test }: { test: SavedTest }) {
  const [text, setText] = useState(() => writeText('tests', test))
  // What an undo, a mask or another program changed comes in; what is just being typed stays as it is typed.
  useEffect(() => {
    setText((now) => {
      const read = readTest(now)
      const written = writeText('tests', test)
      return read.test && writeText('tests', read.test) === written ? now : written
    })
  }, [test])
  const { trouble } = readTest(text)
  const onChange = (next: string) => {
    setText(next)
    const read = readTest(next)
    // Its name is changed when the hand rests on it: half a name is no name.
    if (!read.test || read.test.name !== test.name) return
    if (writeText('tests', read.test) === writeText('tests', test)) return
    dispatch(putTest(currentProject(), read.test), { group: `test ${test.name}` })
  }
  const named = readTest(text).test?.name
  return (
    <div className="test-edit">
      {trouble && (
        <p className="test-wrong" role="alert">
          {trouble.message} (line {trouble.line})
        </p>
      )}
      {named !== undefined && named !== test.name && (
        <p className="test-rename">
          <span>It is called “{test.name}” so far.</span>
          <button
            type="button"
            className="btn small"
            onClick={() => {
              const read = readTest(text)
              if (read.test) renameTest({ ...read.test, name: test.name }, named)
            }}
          >
            Rename to “{named}”
          </button>
        </p>
      )}
      <BodyEditor text={text} format="json" trouble={trouble} onChange={onChange} />
    </div>
  )
}
