import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readXml, writeXml } from '../../../../runtime/message/body/xml.ts'
import { Failure } from '../../../../runtime/model/failure.ts'

function failureOf(text: string | Buffer): Failure {
  try {
    readXml(Buffer.from(text as string))
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it was read')
}

const read = (text: string) => readXml(Buffer.from(text))

describe('reading XML', () => {
  it.each([
    [
      '<order id="7"><line>a</line><line>b</line><note/></order>',
      { order: { '@id': '7', line: ['a', 'b'], note: '' } },
    ],
    ['<?xml version="1.0"?>\n<!-- c --><a>007</a>\n', { a: '007' }],
    ['<a>\n  <b x="1">t</b>\n</a>', { a: { b: { '#text': 't', '@x': '1' } } }],
    ['<a> x </a>', { a: ' x ' }],
    ['<a>&lt;&amp;&#65;&#x1F600;&quot;&apos;&gt;</a>', { a: '<&A😀"\'>' }],
    ['<a>&amp;lt;</a>', { a: '&lt;' }],
    ['<a><![CDATA[<b>&amp;]]></a>', { a: '<b>&amp;' }],
    ['<s:a xmlns:s="u"><s:b/></s:a>', { 's:a': { '@xmlns:s': 'u', 's:b': '' } }],
    ['<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>', { a: '' }],
    ['\ufeff<a/>', { a: '' }],
    ['<ä ö="ü"/>', { ä: { '@ö': 'ü' } }],
  ])('reads %s', (text, value) => {
    expect(read(text)).toEqual(value)
  })

  it('takes an empty body for no value', () => {
    expect(readXml(Buffer.alloc(0))).toBeUndefined()
  })

  it('reads the encoding that the declaration names', () => {
    const text = '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'
    expect(readXml(Buffer.from(text, 'latin1'))).toEqual({ a: 'é' })
    expect(readXml(Buffer.from('\ufeff<a>é</a>', 'utf16le'))).toEqual({ a: 'é' })
  })

  it.each([
    ['<a>\n<b></a>', 2, 4, '</b> is expected, not </a>'],
    ['<a>', 1, 4, '<a> is not closed'],
    ['hello', 1, 1, 'text outside of the root element'],
    ['<a/>\n<b/>', 2, 1, 'a second root element, <b>'],
    ['<a/>x', 1, 5, 'text outside of the root element'],
    ['<a x=1/>', 1, 6, 'a value needs quotes'],
    ['<a x="1" x="2"/>', 1, 10, 'attribute x comes twice'],
    ['<a x="<"/>', 1, 7, '< must be escaped'],
    ['<a b/>', 1, 4, 'attribute b has no value'],
    ['<a b="1"c="2"/>', 1, 9, '<a> has something that is no attribute'],
    ['<a>a & b</a>', 1, 6, '& does not begin a reference that is known'],
    ['<a>&nope;</a>', 1, 4, '& does not begin a reference that is known'],
    ['<a>&#0;</a>', 1, 4, '& does not begin a reference that is known'],
    ['<a>\u0000</a>', 1, 4, 'U+0000 cannot be in XML'],
    ['<1a/>', 1, 1, '< does not begin a tag here'],
    ['<a><!-- </a>', 1, 4, 'a comment does not end'],
    ['<a', 1, 3, '<a> is not complete'],
    ['</a>', 1, 1, 'nothing is open here, not </a>'],
    ['<!-- only -->', 1, 14, 'it has no element'],
  ])('tells where %j breaks', (text, line, column, reason) => {
    const failure = failureOf(text)
    expect(failure.code).toBe('MESSAGE_NOT_XML')
    expect(failure.message).toBe(`The body is not XML: ${reason}, line ${line}, column ${column}.`)
    expect(failure.details).toMatchObject({ line, column })
  })

  it.each([
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;]><a/>',
    '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
    '<a><!DOCTYPE a [<!ENTITY x "y">]></a>',
  ])('never reads declarations: %s', (text) => {
    expect(failureOf(text).code).toBe('MESSAGE_NOT_XML')
  })

  it('refuses names that would change a prototype', () => {
    expect(failureOf('<a><__proto__ x="1"/></a>').code).toBe('MESSAGE_UNREADABLE')
    expect(read('<a><toString>1</toString></a>')).toEqual({ a: { toString: '1' } })
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })

  it('refuses what is nested too deep', () => {
    expect(failureOf('<a>'.repeat(100_000)).message).toContain('more than 200 levels')
    const deep = `${'<a>'.repeat(200)}x${'</a>'.repeat(200)}`
    expect(read(deep)).toHaveProperty('a.a.a')
  })

  it.each([
    ['a name', `<${'a'.repeat(5_000_000)}/>`],
    ['many attributes', `<a ${Array.from({ length: 50_000 }, (_, n) => `a${n}="1"`).join(' ')}/>`],
    ['many references', `<a>${'&lt;'.repeat(500_000)}</a>`],
    ['an open comment', `<a>${'<!--'.repeat(500_000)}`],
    ['open tags', '<a '.repeat(500_000)],
    ['white space', `<a${' '.repeat(5_000_000)}`],
  ])('survives %s of some size', (_name, text) => {
    try {
      readXml(Buffer.from(text))
    } catch (error) {
      expect(error).toBeInstanceOf(Failure)
    }
  })

  it('answers hostile texts with a value or a failure', () => {
    const pieces = fc.constantFrom(
      ...['<a>', '</a>', '<b x="1"/>', '<', '>', '&', '&lt;', '"', '=', '<!--', '-->', '<![CDATA['],
      ...[']]>', '<?p', '?>', '<!DOCTYPE a', '[', ']', '<!ENTITY x "y">', '&x;', 't', ' ', '\n'],
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 15 }), (parts) => {
        try {
          expect(read(parts.join(''))).not.toBeNull()
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 3000 },
    )
  })
})

describe('writing XML', () => {
  it.each([
    [
      { a: { '@x': 1, b: [true, null, 'x'], c: { '#text': '<&' } } },
      '<a x="1"><b>true</b><b/><b>x</b><c>&lt;&amp;</c></a>',
    ],
    [{ a: new Date(0) }, '<a>1970-01-01T00:00:00.000Z</a>'],
    [[1, [2]], '<root><item>1</item><item><item>2</item></item></root>'],
    [{ a: 1, b: 2 }, '<root><a>1</a><b>2</b></root>'],
    [{ a: [1, 2] }, '<root><a>1</a><a>2</a></root>'],
    [5, '<root>5</root>'],
    ['<as/>', '<as/>'],
    [{ a: 'x\ry' }, '<a>x&#13;y</a>'],
  ])('writes %j', (value, text) => {
    expect(writeXml(value).toString()).toBe(text)
  })

  it.each([[{ a: { 'b c': 1 } }], [{ a: { '@b>': 1 } }], [{ a: '\u0000' }], [{ a: '\ud800' }]])(
    'refuses %j',
    (value) => {
      expect(() => writeXml(value)).toThrow(Failure)
    },
  )

  it('gives back what was read', () => {
    const name = fc.constantFrom('a', 'b', 'ns:c', 'd-e', 'é')
    const text = fc.string({ unit: 'grapheme' }).filter((value) => value.trim() === value)
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        text.filter((value) => !/[\ufffe\uffff\r]/.test(value)),
        fc.dictionary(name, tie('tree'), { minKeys: 1, maxKeys: 3 }),
      ),
    }))
    fc.assert(
      fc.property(tree, (value) => {
        const once = readXml(writeXml({ root: value }))
        expect(readXml(writeXml(once))).toEqual(once)
        expect(once).toEqual(JSON.parse(JSON.stringify({ root: value })))
      }),
    )
  })
})
