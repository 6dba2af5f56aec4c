import { describe, expect, it } from 'vitest'
import { valueText } from '../../../renderer/forms/preview.ts'
import { troubleOf } from '../../../renderer/forms/trouble.ts'
import { ftpDefinition } from '../../../runtime/connectors/ftp/definition.ts'
import type { Field } from '../../../runtime/model/field.ts'

function field(name: string): Field {
  const found = ftpDefinition.outgoing?.fields.find((each) => each.name === name)
  if (!found) throw new Error(`there is no field ${name}`)
  return found
}

describe('the check of a field', () => {
  it('wants what is required', () => {
    expect(troubleOf(field('host'), undefined)).toBe('Host is required')
    expect(troubleOf(field('host'), 'ftp.example.com')).toBeUndefined()
  })

  it('says what does not fit, in the words of the definition', () => {
    expect(troubleOf(field('host'), 'ftp://x/y')).toMatch(/without ftp:/)
    expect(troubleOf(field('port'), 70_000)).toBe('must be at most 65535')
    expect(troubleOf(field('port'), 'abc')).toBe('must be a number')
  })

  it('is content with what has a default', () => {
    expect(troubleOf(field('port'), undefined)).toBeUndefined()
  })
})

describe('a previewed value', () => {
  it('is JSON, or how many bytes it is', () => {
    expect(valueText({ a: 1 })).toBe('{\n  "a": 1\n}')
    expect(valueText(new Uint8Array(3))).toBe('3 bytes')
    expect(valueText(undefined)).toBe('nothing')
  })

  it('is cut where nobody reads on', () => {
    expect(valueText('x'.repeat(9000))).toHaveLength(2001)
  })
})
