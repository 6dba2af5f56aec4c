import { describe, expect, it } from 'vitest'
import { curlOf } from '../../../renderer/inspector/curl.ts'
import { fromRetryValues, toRetryValues } from '../../../renderer/inspector/retry-fields.ts'
import { usersOf } from '../../../renderer/inspector/users.ts'
import { servicesOf } from '../../../renderer/store/services.ts'
import { queueProject, storeProject } from '../../support/designer.ts'

describe('a line for a terminal', () => {
  const address = 'http://127.0.0.1:8080/store'

  it('sends a file where the channel takes bytes', () => {
    expect(curlOf({}, address)).toBe(
      `curl -i -H 'Content-Type: application/octet-stream' --data-binary @FILE '${address}'`,
    )
  })

  it('sends the example that the description of the channel ends with', () => {
    const described = (description: string) =>
      curlOf({ method: 'POST', dataFormat: 'json', description }, address)
    expect(described(`Takes it all: { "it's": [1] }`)).toContain(
      `--data-binary '{"it'\\''s":[1]}' `,
    )
    expect(described('Takes {what} there is')).toContain(`'{"hello": "world"}'`)
  })

  it('asks with the method of the channel', () => {
    expect(curlOf({ method: 'GET' }, address)).toBe(`curl -i '${address}'`)
    expect(curlOf({ method: 'PUT', dataFormat: 'json' }, address)).toContain('-X PUT')
    expect(curlOf({ method: 'HEAD' }, address)).toBe(`curl -I '${address}'`)
  })
})

describe('retries as fields', () => {
  it('are nothing when there is one try', () => {
    expect(fromRetryValues({})).toBeUndefined()
    expect(fromRetryValues({ attempts: 1 })).toBeUndefined()
  })

  it('go to the file and back', () => {
    const retry = fromRetryValues({ attempts: 4, on: 'peer,defect' })
    expect(retry).toMatchObject({ attempts: 4, delay: 500, on: ['peer', 'defect'] })
    expect(toRetryValues(retry)).toMatchObject({ attempts: 4, on: 'peer,defect' })
  })
})

describe('who uses an object', () => {
  it('is told by flow and by line of code', () => {
    const project = storeProject()
    const services = servicesOf(project)
    expect(usersOf(project, ['Main'], services, 'channels', 'Store')).toEqual({
      objects: [],
      nodes: [{ flow: 'Main', node: 'n1', title: 'Store' }],
      lines: [],
    })
    expect(usersOf(project, ['Main'], services, 'connections', 'my.ftp')).toMatchObject({
      nodes: [],
      lines: [{ service: 'store.file', path: 'services/store.ts', line: 7 }],
    })
  })

  it('is told of what is made on it', () => {
    const project = queueProject()
    const users = usersOf(project, ['Main'], servicesOf(project), 'connections', 'rabbit')
    expect(users).toEqual({
      objects: [
        { collection: 'channels', name: 'Orders', kind: 'AMQP channel' },
        { collection: 'connections', name: 'shop', kind: 'AMQP connection' },
      ],
      nodes: [],
      lines: [],
    })
  })
})
