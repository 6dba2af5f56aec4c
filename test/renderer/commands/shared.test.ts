import { afterEach, beforeEach, expect, it } from 'vitest'
import { removeObject } from '../../../renderer/commands/by-name.ts'
import { runCommand } from '../../../renderer/commands/run.ts'
import { addReferred, firstLacking, sharedCommands } from '../../../renderer/commands/shared.ts'
import { referredOf } from '../../../renderer/edits/shared.ts'
import { undo } from '../../../renderer/store/history.ts'
import { asOneStep, currentProject, dispatch } from '../../../renderer/store/project.ts'
import { selectionStore } from '../../../renderer/store/selection.ts'
import { toastStore } from '../../../renderer/store/toasts.ts'
import { edit } from '../../../runtime/model/change.ts'
import { openInStores, queueProject } from '../../support/designer.ts'

const broker = referredOf('amqp-broker')
const newBroker = sharedCommands.find(({ id }) => id === 'new:amqp-broker')
if (!broker || !newBroker) throw new Error('There is a kind of broker, and a command for it.')

let close = () => {}
beforeEach(() => {
  close = openInStores(queueProject())
  toastStore.setState({ toasts: [] })
})
afterEach(() => close())

it('makes a broker and shows its form, with the caret in its name', async () => {
  expect(newBroker.title).toBe('New AMQP broker')
  await runCommand(newBroker)
  expect(currentProject().connections['my.broker']?.type).toBe('amqp-broker')
  const { object, field } = selectionStore.getState()
  expect(object).toEqual({ collection: 'connections', name: 'my.broker' })
  expect(field).toEqual({ name: 'name' })
})

it('asks for the host first where a broker is made for a channel', () => {
  expect(firstLacking(broker)).toBe('host')
})

it('takes back a broker and the field that names it in one step', () => {
  const choose = (name: string) => {
    const project = currentProject()
    const channel = { ...project.channels.Orders, broker: name } as typeof project.channels.Orders
    dispatch({ label: 'Chose', edits: [edit(project, 'channels', 'Orders', channel)] })
  }
  asOneStep(() => choose(addReferred(broker)))
  expect(currentProject().channels.Orders?.broker).toBe('my.broker')
  asOneStep(() => choose(addReferred(broker)))
  undo()
  expect(currentProject().channels.Orders?.broker).toBe('my.broker')
  undo()
  expect(currentProject()).toEqual(queueProject())
})

it('says what is incomplete without a broker that is deleted', () => {
  removeObject('connections', 'rabbit')
  expect(toastStore.getState().toasts.map(({ title }) => title)).toEqual([
    'Deleted rabbit; Orders and shop are incomplete without it',
  ])
  undo()
  expect(currentProject()).toEqual(queueProject())
})
