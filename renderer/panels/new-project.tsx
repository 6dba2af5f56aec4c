/** A new project: its name, and what to begin with. The shell asks for the folder. */
import { type FormEvent, useEffect, useState } from 'react'
import type { SampleInfo } from '../../electron/desktop.ts'
import { nameTrouble } from '../../runtime/model/name.ts'
import { desktop } from '../desktop.ts'
import { failureOf } from '../store/failure.ts'
import { openAnother } from '../store/start.ts'
import { setView } from '../store/view.ts'
import { SampleFacts } from './sample-cards.tsx'

export function NewProject() {
  const [name, setName] = useState('my-project')
  const [samples, setSamples] = useState<readonly SampleInfo[]>([])
  const [sample, setSample] = useState('empty')
  const [trouble, setTrouble] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  useEffect(() => {
    void desktop().samples().then(setSamples)
  }, [])
  const wrong = nameTrouble(name)

  const create = async (event: FormEvent) => {
    event.preventDefault()
    if (wrong || isBusy) return
    setBusy(true)
    setTrouble(undefined)
    try {
      const opened = await openAnother(() => desktop().createProject({ name, sample }))
      if (opened) setView({ over: undefined })
    } catch (thrown) {
      setTrouble(failureOf(thrown).message)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form className="dialog" onSubmit={(event) => void create(event)}>
      <h2>New project</h2>
      <div className="field">
        <label htmlFor="project-name">Name</label>
        <input
          id="project-name"
          className="input"
          // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type this
          autoFocus
          value={name}
          aria-invalid={wrong !== undefined}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
        />
        {wrong && <p className="field-error">It cannot be the name: {wrong}.</p>}
      </div>
      <div className="sample-cards" role="radiogroup" aria-label="Begin with">
        {samples.map((each) => (
          // biome-ignore lint/a11y/useSemanticElements: a card with two lines of text, which an input cannot hold
          <button
            key={each.id}
            type="button"
            role="radio"
            aria-checked={each.id === sample}
            className="choice-card"
            onClick={() => setSample(each.id)}
          >
            <SampleFacts sample={each} />
          </button>
        ))}
      </div>
      {trouble && <p className="field-error">{trouble}</p>}
      <footer>
        <button type="button" className="btn" onClick={() => setView({ over: undefined })}>
          Cancel
        </button>
        <button type="submit" className="btn primary" disabled={wrong !== undefined || isBusy}>
          Create…
        </button>
      </footer>
    </form>
  )
}
