/** A saved test chosen in the explorer: what it is called, of which channel it is, whether it is run. The rest is in the Tests tab. */
import { FlaskConical } from 'lucide-react'
import type { Field } from '../../runtime/model/field.ts'
import type { SavedTest } from '../../runtime/model/saved-test.ts'
import { putTest, testNameTrouble } from '../edits/tests.ts'
import { Fields } from '../forms/fields.tsx'
import { deleteTest, saveTest } from '../proving/acts.ts'
import { runTests, showProof } from '../proving/run.ts'
import { setProving } from '../proving/store.ts'
import { currentProject, dispatch, useProject } from '../store/project.ts'
import { selectObject } from '../store/selection.ts'
import { tell } from '../store/toasts.ts'
import { Head } from './head.tsx'

export function TestPanel({ name }: { name: string }) {
  const test = useProject(({ project }) => project.tests[name])
  const channels = useProject(({ project }) => project.channels)
  if (!test) return null
  const open = () => {
    setProving({ chosen: name, proposal: undefined })
    showProof('tests')
  }
  return (
    <>
      <Head hue="" icon={<FlaskConical size={16} />} title={name} kind="Saved test" />
      <div className="inspector-body">
        <Fields
          fields={fieldsOf(Object.keys(channels).sort(), test.channel)}
          values={{
            name,
            description: test.description,
            channel: test.channel,
            isActive: test.isActive,
          }}
          onChange={(values) => save(test, values)}
        />
        <div className="fields buttons">
          <button type="button" className="btn" onClick={open}>
            Open in Tests
          </button>
          <button type="button" className="btn" onClick={() => void runTests([name])}>
            Run
          </button>
          <button
            type="button"
            className="btn danger"
            onClick={() => {
              deleteTest(name)
            }}
          >
            Delete the test
          </button>
        </div>
      </div>
    </>
  )
}

function fieldsOf(channels: readonly string[], channel: string): readonly Field[] {
  const names = channels.includes(channel) ? channels : [channel, ...channels]
  return [
    {
      kind: 'text',
      name: 'name',
      label: 'Name',
      help: 'Its file is called so too.',
      required: true,
    },
    {
      kind: 'text',
      name: 'description',
      label: 'Description',
      help: 'For people.',
      multiline: true,
    },
    {
      kind: 'choice',
      name: 'channel',
      label: 'Channel',
      help: 'What the message is given to.',
      options: names.map((each) => ({ value: each, label: each })),
    },
    {
      kind: 'bool',
      name: 'isActive',
      label: 'On',
      help: 'One that is off is skipped.',
      default: true,
    },
  ]
}

function save(test: SavedTest, values: Readonly<Record<string, unknown>>): void {
  const { description: _old, ...rest } = test
  const { name, description, channel, isActive } = values
  const next: SavedTest = {
    ...rest,
    name: typeof name === 'string' && name !== '' ? name : test.name,
    channel: typeof channel === 'string' ? channel : test.channel,
    isActive: isActive !== false,
    ...(typeof description === 'string' && description !== '' ? { description } : {}),
  }
  if (next.name === test.name) {
    dispatch(putTest(currentProject(), next), { group: `test ${test.name}` })
    return
  }
  const trouble = testNameTrouble(currentProject(), test.name, next.name)
  if (trouble) tell({ kind: 'info', title: 'Not renamed', text: trouble })
  else if (saveTest(next, test.name)) selectObject('tests', next.name)
}
