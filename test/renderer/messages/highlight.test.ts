import { describe, expect, it } from 'vitest'
import {
  highlightJson,
  highlightXml,
  type Piece,
} from '../../../renderer/messages/payload/highlight.ts'

const toned = (pieces: Piece[]) =>
  pieces.filter(({ tone }) => tone).map((p) => `${p.tone} ${p.text}`)

describe('highlighting', () => {
  it('tells keys, strings, numbers and words of JSON apart', () => {
    expect(toned(highlightJson('"a": {"b": -1.5e3, "c": "x: 1", "d": true}'))).toEqual([
      'key "a"',
      'mark :',
      'mark {',
      'key "b"',
      'mark :',
      'number -1.5e3',
      'mark ,',
      'key "c"',
      'mark :',
      'string "x: 1"',
      'mark ,',
      'key "d"',
      'mark :',
      'word true',
      'mark }',
    ])
  })

  it('tells tags, attributes and comments of XML apart', () => {
    expect(toned(highlightXml('<a x="1">t</a><!-- c -->'))).toEqual([
      'tag <a',
      'key x',
      'string "1"',
      'tag >',
      'tag </a',
      'tag >',
      'comment <!-- c -->',
    ])
  })

  it('loses no character', () => {
    for (const row of ['{"a', '"\\', '<a b=', '<!-- x', 'plain', '] } , 1 2 "x" :'])
      for (const pieces of [highlightJson(row), highlightXml(row)])
        expect(pieces.map(({ text }) => text).join('')).toBe(row)
  })
})
