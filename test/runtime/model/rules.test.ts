import { describe, expect, it } from 'vitest'
import { definitions } from '../../../runtime/connectors/definitions.ts'
import type { End } from '../../../runtime/model/flow.ts'
import { emptyProject } from '../../../runtime/model/project.ts'
import { mayLink, portsOf, replyOf } from '../../../runtime/model/rules.ts'
import { block, channel, flowOf, outgoing } from '../../support/flows.ts'

const project = {
  ...emptyProject('Hub', 'h'),
  channels: { C: { name: 'C', type: 'rest', isActive: true } },
}
const kinds = { connectors: definitions }
const end = (text: string): End => {
  const [node = '', port = ''] = text.split(':')
  return { node, port }
}

describe('the ports of a node', () => {
  const ids = (node: Parameters<typeof portsOf>[1]) => {
    const ports = portsOf(project, node, kinds)
    return [ports.in.map(({ id }) => id), ports.out.map(({ id }) => id)]
  }

  it.each([
    ['a channel that replies', channel('C'), ['reply'], ['out']],
    ['a service', { kind: 'service', ref: 's' } as const, ['in'], ['out', 'error']],
    ['an outgoing connection', outgoing('o'), ['in'], ['out', 'error']],
    ['a filter', block('filter'), ['in'], ['out', 'rejected', 'error']],
    [
      'a router',
      block('router', { cases: [{ id: 'big', label: 'Big' }] }),
      ['in'],
      ['big', 'else', 'error'],
    ],
    ['a block nobody knows', block('magic'), ['in'], ['error']],
  ])('are those of %s', (_, node, ins, outs) => {
    expect(ids(node)).toEqual([ins, outs])
  })

  it('lack a reply where the channel has none to give', () => {
    const silent = [{ ...definitions[0], channel: { ...definitions[0]?.channel, replies: false } }]
    const ports = portsOf(project, channel('C'), { connectors: silent as typeof definitions })
    expect(ports.in).toEqual([])
  })
})

describe('a link', () => {
  const flow = flowOf('c -> s, s -> o, d -> e', {
    c: channel('C'),
    d: channel('D'),
    o: outgoing('ftp'),
  })
  const ask = (from: string, to: string) => mayLink(project, flow, end(from), end(to), kinds)

  it.each([
    ['o:out', 'e:in'],
    ['s:out', 'c:reply'],
    ['s:error', 'e:in'],
    ['c:out', 'e:in'],
    ['s:error', 'o:in'],
  ])('from %s to %s may be made', (from, to) => {
    expect(ask(from, to)).toEqual({ ok: true })
  })

  it.each([
    ['s:out', 's:in', 'cannot be linked to itself'],
    ['s:in', 'o:in', 'where they come in'],
    ['s:nowhere', 'o:in', 'has no port "nowhere"'],
    ['s:out', 'o:out', 'A link ends where messages come into ftp'],
    ['s:out', 'c:out', 'Only the reply port of C'],
    ['s:out', 'o:in', 'linked to ftp there already'],
    ['o:out', 's:in', 'round for ever'],
    ['e:out', 'c:reply', 'works for D'],
    ['s:out', 'gone:in', 'no longer there'],
    ['toString:out', 's:in', 'no longer there'],
  ])('from %s to %s is refused: %s', (from, to, reason) => {
    expect(ask(from, to)).toEqual({ ok: false, reason: expect.stringContaining(reason) })
  })
})

describe('the answer to a channel', () => {
  const nodes = { c: channel('C'), d: channel('D'), r: block('router'), m: block('map') }
  const reply = (drawing: string) => replyOf(flowOf(drawing, nodes), 'c')

  it('is that of the first node by default', () => {
    expect(reply('c -> s, s -> t')).toEqual({ node: 's', nodes: ['s'], links: [] })
  })

  it('is that of the node linked to the reply port', () => {
    expect(reply('c -> s, s -> t, t -> c:reply')).toEqual({
      node: 't',
      nodes: ['t'],
      links: ['l3'],
    })
  })

  it('is that of the first services behind blocks, on each way', () => {
    expect(reply('c -> r, r:big -> s, r:else -> m, m -> t')?.nodes).toEqual(['s', 't'])
  })

  it('is that of the last block where a way has only blocks', () => {
    expect(reply('c -> r, r:else -> m')?.nodes).toEqual(['m'])
  })

  it('is nobody’s when the channel leads nowhere', () => {
    expect(reply('d -> s')).toBeUndefined()
  })

  it('is not that of another channel’s way', () => {
    expect(reply('c -> s, d -> t, t -> d:reply')).toEqual({ node: 's', nodes: ['s'], links: [] })
  })
})
