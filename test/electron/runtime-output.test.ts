import { describe, expect, it } from 'vitest'
import { byLine, readLine } from '../../electron/runtime-output.ts'

describe('the output of a runtime process', () => {
  it('is heard line by line, however it is cut', () => {
    const lines: string[] = []
    const hear = byLine((line) => lines.push(line))
    for (const text of ['on', 'e\ntwo\r\nth', 'ree', '\n', 'rest']) hear(text)
    expect(lines).toEqual(['one', 'two', 'three'])
  })

  it('cannot fill the memory with a line that never ends', () => {
    const lines: string[] = []
    const hear = byLine((line) => lines.push(line))
    for (let n = 0; n < 100; n++) hear('x'.repeat(10_000))
    hear('\n')
    expect(lines[0]?.length).toBeLessThan(20_000)
  })

  it('tells what the watchdog says from what is logged', () => {
    const at = { collection: 'services', name: 'services/a.ts', line: 3 }
    const text = `PATCHBAY-BLOCKED ${JSON.stringify({ since: 1000, service: 'a', at })}`
    expect(readLine(text)).toEqual({
      kind: 'blocked',
      blocked: { since: 1000, service: 'a', at },
    })
    expect(readLine('PATCHBAY-BLOCKED null')).toEqual({ kind: 'blocked', blocked: undefined })
    const ended = 'PATCHBAY-ENDED {"since":30000,"service":"a"}'
    expect(readLine(ended)).toEqual({ kind: 'ended', blocked: { since: 30_000, service: 'a' } })
    expect(readLine('hello')).toEqual({ kind: 'log', text: 'hello' })
  })

  it('takes broken words of the watchdog as a line of the log', () => {
    expect(readLine('PATCHBAY-BLOCKED {').kind).toBe('log')
    expect(readLine('PATCHBAY-BLOCKED {"since":"x"}').kind).toBe('log')
  })
})
