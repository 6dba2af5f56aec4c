/** One node as the picture shows it. Drawn again only when its own data change; figures and state look after themselves. */
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { CornerDownLeft, StickyNote } from 'lucide-react'
import { memo } from 'react'
import type { Port } from '../../runtime/model/blocks.ts'
import { Tip } from '../ui/tip.tsx'
import { CardCoverage } from './card-coverage.tsx'
import { CardFigures } from './card-figures.tsx'
import { CardLock } from './card-lock.tsx'
import { CardPeer } from './card-peer.tsx'
import { CardState, CardSummary } from './card-state.tsx'
import { useConnecting } from './connecting.ts'
import type { CardData, Card as CardNode } from './to-canvas.ts'
import { useIsFar } from './use-far.ts'

/** Pixels from the top of the card to its first pair of ports; from its bottom to the last named one; between those. */
const firstPort = 40
const lastNamed = 15
const portStep = 20

export const Card = memo(function Card({ id, data, selected }: NodeProps<CardNode>) {
  const refusal = useConnecting((now) => now?.refused[id])
  const isTarget = useConnecting(
    (now) => now !== undefined && now.from.node !== id && !now.refused[id] && !data.isGhost,
  )
  const isFar = useIsFar()
  const main = data.outPorts.filter(({ role }) => role !== 'error')
  const named = main.length > 1 ? main : []
  return (
    <div
      className={classOf(data, { selected, refused: Boolean(refusal), isTarget })}
      title={refusal}
    >
      <div className="card-head">
        <span className="ic" aria-hidden="true">
          {data.icon}
        </span>
        <b className="cut grow">{data.title}</b>
        {!isFar && <CardMarks data={data} />}
        {!isFar && <CardCoverage id={id} data={data} />}
        <CardState data={data} />
      </div>
      {!isFar && <CardWords data={data} />}
      {named.length > 0 && (
        <div className="card-ports">
          {named.map(({ id: port, label, role }) => (
            <span key={port} className={`cut ${role === 'optional' ? 'optional' : ''}`}>
              {label || 'unnamed'}
            </span>
          ))}
        </div>
      )}
      <Ports data={data} named={named} />
    </div>
  )
})

/** What is read of a card; from far away nobody can. */
function CardWords({ data }: { data: CardData }) {
  return (
    <>
      <CardSummary data={data} />
      <CardFigures data={data} />
      <CardLock data={data} />
      <CardPeer data={data} />
    </>
  )
}

function classOf(
  data: CardData,
  { selected, refused, isTarget }: { selected: boolean; refused: boolean; isTarget: boolean },
): string {
  const marks = [
    [selected, 'selected'],
    [data.disabled || data.isOff, 'disabled'],
    [data.isGhost, 'ghost'],
    [data.isMissing, 'missing'],
    [refused, 'refused'],
    [isTarget, 'target'],
  ] as const
  return ['card', `role-${data.kind}`, ...marks.flatMap(([is, word]) => (is ? [word] : []))].join(
    ' ',
  )
}

function CardMarks({ data }: { data: CardData }) {
  return (
    <>
      {data.answers !== undefined && (
        <Tip
          words={`Its answer is the reply of ${data.answers}. Link any port to the channel's reply port to choose another.`}
        >
          <span className="card-mark">
            <CornerDownLeft size={12} aria-label={`Answers ${data.answers}`} />
          </span>
        </Tip>
      )}
      {data.note && (
        <Tip words={data.note}>
          <span className="card-mark">
            <StickyNote size={12} aria-label="Has a note" />
          </span>
        </Tip>
      )}
    </>
  )
}

function Ports({ data, named }: { data: CardData; named: readonly Port[] }) {
  const isReal = !data.isGhost
  return (
    <>
      {data.inPorts.map(({ id, label }) =>
        id === 'reply' ? (
          <Handle
            key={id}
            id={id}
            type="target"
            position={Position.Bottom}
            className="port reply"
            isConnectable={isReal}
            title="Reply: what is linked here is the answer to the caller"
          />
        ) : (
          <Handle
            key={id}
            id={id}
            type="target"
            position={Position.Left}
            style={{ top: firstPort }}
            className="port"
            isConnectable={isReal}
            title={label}
          />
        ),
      )}
      {data.outPorts.map(({ id, label, role }) =>
        role === 'error' ? (
          <Handle
            key={id}
            id={id}
            type="source"
            position={Position.Bottom}
            className="port error"
            isConnectable={isReal}
            title="Error: failures leave here"
          />
        ) : (
          <Handle
            key={id}
            id={id}
            type="source"
            position={Position.Right}
            style={{ top: outTop(named, id) }}
            className={`port ${role === 'optional' ? 'optional' : ''}`}
            isConnectable={isReal}
            title={label}
          />
        ),
      )}
      <Handle
        id="uses"
        type="source"
        position={Position.Right}
        style={{ top: firstPort }}
        className="port hidden"
        isConnectable={false}
      />
      <Handle
        id="used"
        type="target"
        position={Position.Left}
        style={{ top: firstPort }}
        className="port hidden"
        isConnectable={false}
      />
    </>
  )
}

function outTop(named: readonly Port[], id: string): number | string {
  const at = named.findIndex((port) => port.id === id)
  // From the bottom, where their names stand: words of trouble above make the card higher.
  return at < 0 ? firstPort : `calc(100% - ${lastNamed + (named.length - 1 - at) * portStep}px)`
}
