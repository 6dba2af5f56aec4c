import { describe, expect, it } from 'vitest'
import { mostRows, PayloadDocument } from '../../../renderer/messages/payload/document.ts'
import { guessFormats } from '../../../renderer/messages/payload/guess-format.ts'
import { tidyJson } from '../../../renderer/messages/payload/json-lines.ts'
import { longestRow } from '../../../renderer/messages/payload/lines.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

function shown(text: string, contentType?: string) {
  const document = new PayloadDocument(bytes(text), contentType)
  return document
    .rows(0, document.outline.rows)
    .map(({ text, indent }) => '  '.repeat(indent) + text)
}

describe('JSON', () => {
  it('is laid out one member a line', () => {
    expect(shown('{"a":1,"b":[true,null,{"c":"x, y: {z}"}],"d":{},"e":[]}')).toEqual([
      '{',
      '  "a": 1,',
      '  "b": [',
      '    true,',
      '    null,',
      '    {',
      '      "c": "x, y: {z}"',
      '    }',
      '  ],',
      '  "d": {},',
      '  "e": []',
      '}',
    ])
  })

  it('agrees with JSON.stringify on random values', () => {
    const value = {
      list: [1, -2.5e-7, 'quote " and \\ slash', [], {}, [[['deep']]], { 'a:b': ':' }],
      empty: '',
      text: 'ä\n€',
      nothing: null,
    }
    const wanted = JSON.stringify(value, null, 2).split('\n')
    expect(shown(JSON.stringify(value))).toEqual(wanted)
    expect(shown(JSON.stringify(value, null, '\t'))).toEqual(wanted)
  })

  it('keeps numbers as they were written', () => {
    expect(shown('[12345678901234567890,1.10,1E5]')).toEqual([
      '[',
      '  12345678901234567890,',
      '  1.10,',
      '  1E5',
      ']',
    ])
  })

  it('is shown as text when its brackets do not match', () => {
    const document = new PayloadDocument(bytes('{"a":[1}'), 'application/json')
    expect(document.outline).toEqual({
      format: 'text',
      formats: ['json', 'text', 'hex'],
      rows: 1,
      note: 'Not well-formed JSON: shown as text.',
    })
  })

  it('tells where each bracket closes', () => {
    const document = new PayloadDocument(bytes('{"a":[1,2],"b":3}'), 'application/json')
    expect(document.rows(0, 99).map(({ closes }) => closes)).toEqual([6, 4, 0, 0, 0, 0, 0])
  })

  it('puts one blank after a colon and leaves strings alone', () => {
    expect(tidyJson('"a  : b"   :\t"c :  d" ,')).toBe('"a  : b": "c :  d",')
  })
})

describe('XML', () => {
  it('is laid out one element a line', () => {
    const text =
      '<?xml version="1.0"?><!-- hi --><a x="1>0"><b>text &amp; more</b><c/><d><e/></d></a>'
    expect(shown(text, 'text/xml')).toEqual([
      '<?xml version="1.0"?>',
      '<!-- hi -->',
      '<a x="1>0">',
      '  <b>text &amp; more</b>',
      '  <c/>',
      '  <d>',
      '    <e/>',
      '  </d>',
      '</a>',
    ])
  })

  it('shows a document type and never expands it', () => {
    const text = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    expect(shown(text, 'application/xml')).toEqual([
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
      '<a>&x;</a>',
    ])
  })

  it('is shown as text when a tag does not match', () => {
    expect(new PayloadDocument(bytes('<a><b></a>'), 'text/xml').outline.format).toBe('text')
    expect(new PayloadDocument(bytes('<a'), 'text/xml').outline.format).toBe('text')
  })
})

describe('text', () => {
  it('keeps its lines, whatever ends them', () => {
    expect(shown('one\r\ntwo\n\nfour\n', 'text/plain')).toEqual(['one', 'two', '', 'four'])
  })

  it('cuts an endless line into rows that have no number', () => {
    const document = new PayloadDocument(bytes('x'.repeat(longestRow * 2 + 1)), 'text/plain')
    const rows = document.rows(0, 9)
    expect(rows.map(({ margin }) => margin)).toEqual(['1', '', ''])
    expect(rows.map(({ text }) => text.length)).toEqual([longestRow, longestRow, 1])
  })
})

describe('bytes', () => {
  it('are shown sixteen a row', () => {
    const noise = Uint8Array.from({ length: 18 }, (_, at) => at * 14)
    expect(new PayloadDocument(noise).rows(1, 2)[0]?.margin).toBe('00000010')
    const hex = new PayloadDocument(Uint8Array.from([0, 255, 65]))
    expect(hex.outline.formats).toEqual(['hex', 'text'])
    expect(hex.rows(0, 9)).toEqual([
      { margin: '00000000', text: `${'00 ff 41'.padEnd(48)}  ..A`, indent: 0, closes: 0 },
    ])
  })
})

describe('the format of a body', () => {
  it.each([
    ['{"a":1}', 'application/problem+json', 'json'],
    ['<a/>', 'application/soap+xml; charset=utf-8', 'xml'],
    ['{"a":1}', undefined, 'json'],
    ['<a/>', 'application/octet-stream', 'xml'],
    ['<p>', 'text/html', 'text'],
    ['a;b', 'text/csv', 'text'],
    ['PNG\0', 'application/json', 'hex'],
  ])('of %j with %s is %s', (text, contentType, format) => {
    expect(guessFormats(bytes(text), contentType)[0]).toBe(format)
  })

  it('is text when only our own cut splits a character', () => {
    expect(guessFormats(bytes(`${'a'.repeat(8191)}ä`), undefined)[0]).toBe('text')
  })
})

it('lays out ten megabytes and offers no row that cannot be reached', () => {
  const item = '{"id":12345,"name":"Ann","tags":["a","b"],"amount":12.5},'
  const text = `[${item.repeat(Math.ceil((10 * 1024 * 1024) / item.length))}0]`
  const { outline } = new PayloadDocument(bytes(text), 'application/json')
  expect(outline.format).toBe('json')
  expect(outline.rows).toBe(mostRows)
  expect(outline.cut).toBeGreaterThan(mostRows)
})
