import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Held, type HeldMessage } from '../../../../runtime/connectors/amqp/held.ts'
import { Failure } from '../../../../runtime/model/failure.ts'
import { scratchFolder } from '../../../support/scratch.ts'

const day = 24 * 3600 * 1000

const message: HeldMessage = {
  queue: 'orders',
  exchange: 'shop',
  routingKey: 'order.created',
  properties: { messageId: 'm1', contentType: 'application/json', priority: 3 },
  body: Buffer.from('{"id":7}'),
}

const at = { collection: 'services', name: 'services/spin.ts', line: 7 } as const
const failure = new Failure('SERVICE_HELD_LOOP', 'It held the runtime.', { at })

function open(stateFolder: string | undefined = scratchFolder()) {
  const warned: string[] = []
  const logger = { warn: (...told: unknown[]) => void warned.push(String(told.at(-1))) }
  return { held: new Held(stateFolder, logger), stateFolder: stateFolder ?? '', warned }
}

const filesOf = (stateFolder: string) => readdirSync(join(stateFolder, 'amqp/held'))

describe('a message that held a service', () => {
  it('is known to the next process, with the place and the words', () => {
    const { held, stateFolder } = open()
    expect(held.wasHeld('Orders', message)).toBeUndefined()
    held.note('Orders', message, failure)
    expect(open(stateFolder).held.wasHeld('Orders', message)).toEqual({
      channel: 'Orders',
      queue: 'orders',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      place: at,
      message: 'It held the runtime.',
      at: expect.any(Number),
    })
  })

  it('is known to another process that runs already', () => {
    const { held, stateFolder } = open()
    const other = open(stateFolder).held
    expect(other.wasHeld('Orders', message)).toBeUndefined()
    held.note('Orders', message, failure)
    expect(other.wasHeld('Orders', message)).toMatchObject({ place: at })
  })

  it('is another one when anything of it differs, or its channel', () => {
    const { held } = open()
    held.note('Orders', message, failure)
    const others: HeldMessage[] = [
      { ...message, body: Buffer.from('{"id":8}') },
      { ...message, routingKey: 'order.changed' },
      { ...message, exchange: '' },
      { ...message, properties: { ...message.properties, messageId: 'm2' } },
      { ...message, properties: { contentType: 'application/json', priority: 3 } },
    ]
    expect(others.map((other) => held.wasHeld('Orders', other))).toEqual(
      others.map(() => undefined),
    )
    expect(held.wasHeld('Invoices', message)).toBeUndefined()
  })

  it('is the same in whatever order its properties come', () => {
    const { held } = open()
    held.note('Orders', message, failure)
    const { messageId, contentType, priority } = message.properties
    const properties = { priority, type: undefined, contentType, messageId }
    expect(held.wasHeld('Orders', { ...message, properties } as HeldMessage)).toBeDefined()
  })

  it('is forgotten once it has been settled, and leaves nothing', () => {
    const { held, stateFolder } = open()
    held.note('Orders', message, failure)
    const note = held.wasHeld('Orders', message)
    if (note) held.forget(note)
    expect(held.wasHeld('Orders', message)).toBeUndefined()
    expect(filesOf(stateFolder)).toEqual([])
    // Twice is no mistake: two consumers may have had it.
    if (note) held.forget(note)
  })
})

describe('the notes', () => {
  it('end after a week, and are a thousand at most', () => {
    const stateFolder = scratchFolder()
    const folder = join(stateFolder, 'amqp/held')
    mkdirSync(folder, { recursive: true })
    const now = Date.now()
    const write = (name: string, age: number) => {
      const note = { channel: 'c', queue: 'q', fingerprint: name, message: '', at: now - age }
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(note))
    }
    for (let n = 0; n < 1001; n++) write(`n${n}`, n * 1000)
    write('old', 7 * day)
    open(stateFolder)
    const left = filesOf(stateFolder)
    expect(left).toHaveLength(1000)
    expect(left).not.toContain('old.json')
    expect(left).not.toContain('n1000.json')
  })

  it('that are no notes are as if they were not there', () => {
    const { held, stateFolder } = open()
    held.note('Orders', message, failure)
    const [name = ''] = filesOf(stateFolder)
    writeFileSync(join(stateFolder, 'amqp/held', name), '{"channel":')
    expect(held.wasHeld('Orders', message)).toBeUndefined()
  })

  it('go on when somebody removes their folder', () => {
    const { held, stateFolder, warned } = open()
    rmSync(join(stateFolder, 'amqp'), { recursive: true })
    expect(held.wasHeld('Orders', message)).toBeUndefined()
    held.note('Orders', message, failure)
    expect(held.wasHeld('Orders', message)).toBeDefined()
    expect(warned).toEqual([])
  })

  it('are read again when the folder changed, however long ago', () => {
    const { held, stateFolder } = open()
    const other = open(stateFolder).held
    other.note('Orders', message, failure)
    const lastYear = new Date(Date.now() - 365 * day)
    utimesSync(join(stateFolder, 'amqp/held'), lastYear, lastYear)
    expect(held.wasHeld('Orders', message)).toBeDefined()
  })

  it('need no folder, and say once that there is none to write to', () => {
    // A file where the folder would be: nobody can make it, root neither.
    const stateFolder = scratchFolder({ amqp: '' })
    const { held, warned } = open(stateFolder)
    held.note('Orders', message, failure)
    expect(held.wasHeld('Orders', message)).toBeUndefined()
    expect(warned).toEqual([
      expect.stringMatching(/cannot be noted: .*amqp.*Let this process write/),
    ])
    const nowhere = new Held(undefined, { warn: () => expect.unreachable() })
    nowhere.note('Orders', message, failure)
    expect(nowhere.wasHeld('Orders', message)).toBeUndefined()
  })
})
