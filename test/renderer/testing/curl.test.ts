import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quoted } from '../../../renderer/inspector/curl.ts'
import type { TestDraft } from '../../../renderer/testing/draft.ts'
import { fromCurl } from '../../../renderer/testing/from-curl.ts'
import { shellWords } from '../../../renderer/testing/shell-words.ts'
import { toCurl } from '../../../renderer/testing/to-curl.ts'

describe('the words of a command line', () => {
  it('are taken apart as a shell does', () => {
    expect(shellWords(`a 'b c' "d \\" \\$e" f\\ g h'i'"j"`)).toEqual([
      'a',
      'b c',
      'd " $e',
      'f g',
      'hij',
    ])
    expect(shellWords('curl \\\n  -H a \\\r\n  b')).toEqual(['curl', '-H', 'a', 'b'])
    expect(shellWords(`$'it\\'s\\n\\u00fc\\x41\\101'`)).toEqual(["it's\nüAA"])
    expect(shellWords(`'' ""`)).toEqual(['', ''])
  })

  it('end where another command begins', () => {
    expect(shellWords('curl a | jq .')).toEqual(['curl', 'a'])
  })

  it('are refused with an open quote', () => {
    expect(() => shellWords("curl 'a")).toThrow(/quote ' at position 6/)
  })

  it('are what was quoted, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (words) => {
        expect(shellWords(words.map(quoted).join(' '))).toEqual(words)
      }),
    )
  })
})

describe('a cURL command', () => {
  it('of the command prompt of Windows is told from one that only quotes its signs', () => {
    expect(() => fromCurl('curl ^"http://localhost:8080/a^" ^\r\n  -H ^"A: b^"')).toThrow('Windows')
    const taken = fromCurl(`curl http://localhost:8080/a -H 'X-A: ^"b^"'`)
    expect(taken.values.headers).toEqual([{ name: 'X-A', value: '^"b^"' }])
  })

  it('fills in the form', () => {
    const line = `curl -sS -i -X PUT 'http://localhost:8080/orders/17?full=1' -H 'Accept: text/plain' -H 'Content-Type: application/json' --data-raw '{"a": 1}'`
    expect(fromCurl(line)).toEqual({
      values: {
        method: 'PUT',
        path: '/orders/17',
        params: [],
        query: [{ name: 'full', value: '1' }],
        headers: [{ name: 'Accept', value: 'text/plain' }],
      },
      format: 'json',
      text: '{"a": 1}',
      origin: 'http://localhost:8080',
      notes: [],
    })
  })

  it('is what a browser copies', () => {
    const { values, format, text, notes } = fromCurl(`curl 'https://shop.example/api' \\
  -H 'content-type: application/vnd.a+json' \\
  -b 'sid=1; a=b' \\
  -H 'user-agent: X' \\
  --data-raw $'{"it\\'s":1}' \\
  --compressed --insecure`)
    expect(values.method).toBe('POST')
    expect(values.headers).toEqual([
      { name: 'content-type', value: 'application/vnd.a+json' },
      { name: 'Cookie', value: 'sid=1; a=b' },
      { name: 'user-agent', value: 'X' },
      { name: 'Accept-Encoding', value: 'gzip, deflate, br' },
    ])
    expect({ format, text, notes }).toEqual({ format: 'json', text: `{"it's":1}`, notes: [] })
  })

  it('sends data as a form, or in the address', () => {
    const form = fromCurl('curl localhost/a -d x=1 --data-urlencode "y=a b"')
    expect(form).toMatchObject({ format: 'form', text: 'x=1&y=a%20b', values: { method: 'POST' } })
    const get = fromCurl('curl -G localhost/a -d x=1 -d y=2')
    expect(get).toMatchObject({ format: 'none', text: '', values: { method: 'GET' } })
    expect(get.values.query).toEqual([
      { name: 'x', value: '1' },
      { name: 'y', value: '2' },
    ])
    expect(fromCurl(`curl --json '{}' localhost`)).toMatchObject({ format: 'json', text: '{}' })
    expect(fromCurl('curl -I localhost').values.method).toBe('HEAD')
  })

  it('proves who asks by a header', () => {
    expect(fromCurl('curl -u Ada:pä localhost').values.headers).toEqual([
      { name: 'Authorization', value: 'Basic QWRhOnDDpA==' },
    ])
  })

  it('says what it could not take', () => {
    const { notes } = fromCurl(
      `curl -XPOST localhost -F a=b --data-binary @x.bin --cert c.pem --wild -o out http://two`,
    )
    expect(notes).toEqual([
      'The part "a=b" of a multipart form was left out.',
      'The file x.bin was not read. Choose it as the body.',
      '--cert c.pem was left out.',
      '--wild is not known and was left out.',
      '-o out was left out.',
      'A further address, http://two, was left out.',
    ])
  })

  it.each([
    ['wget http://a', /does not begin with curl/],
    ['curl -H a:b', /names no address/],
    ['curl "http://a', /not closed/],
    ['curl ^"http://a^" ^\n -H ^"a: b^"', /Windows/],
  ])('is refused when it is none: %s', (line, words) => {
    expect(() => fromCurl(line)).toThrow(words)
  })

  it('leads back to the test it was made of', () => {
    const name = fc.stringMatching(/^X-[A-Za-z0-9-]{1,10}$/)
    const value = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/)
    const row = fc.record({ name, value })
    const query = fc.record({
      name: fc.string({ minLength: 1, unit: 'grapheme' }),
      value: fc.string({ unit: 'grapheme' }),
    })
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH'),
        fc.array(row),
        fc.array(query),
        fc.constantFrom('json' as const, 'xml' as const, 'form' as const, 'csv' as const),
        fc.string({ minLength: 1, unit: 'grapheme' }),
        (method, headers, params, format, text) => {
          const values = { method, path: '/a/b%20c', query: params, headers }
          const draft: TestDraft = { via: 'transport', values, format, text }
          const back = fromCurl(toCurl(draft, 'http://127.0.0.1:8080'))
          expect(back).toEqual({
            values: { ...values, params: [] },
            format,
            text,
            origin: 'http://127.0.0.1:8080',
            notes: [],
          })
        },
      ),
    )
  })
})

describe('a test as a cURL command', () => {
  const draft: TestDraft = {
    via: 'transport',
    values: { method: 'POST', path: '/a/{id}', params: [{ name: 'id', value: '1' }] },
    format: 'json',
    text: `{"it's": 1}`,
  }

  it('sends the same', () => {
    expect(toCurl(draft, 'http://h:1')).toBe(
      `curl -i -H 'Content-Type: application/json' --data-raw '{"it'\\''s": 1}' 'http://h:1/a/1'`,
    )
  })

  it('has no body where there is none, and a file by its name', () => {
    const get = { ...draft, format: 'none' as const, values: { method: 'GET', path: '/a' } }
    expect(toCurl(get, 'http://h:1')).toBe(`curl -i 'http://h:1/a'`)
    const file = new File(['x'], 'a b.png', { type: 'image/png' })
    expect(toCurl({ ...draft, format: 'file', file }, 'http://h:1')).toContain(
      `-H 'Content-Type: image/png' --data-binary '@a b.png'`,
    )
  })
})
