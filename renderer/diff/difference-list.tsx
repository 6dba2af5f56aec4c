/** What differs, by collection; each can be looked at, and taken back. */
import { Undo2 } from 'lucide-react'
import type { Difference } from '../../runtime/model/compare.ts'
import { Tip } from '../ui/tip.tsx'
import { choose, takeBack } from './acts.ts'
import { signs } from './signs.ts'
import { idOf } from './store.ts'
import { collectionWords } from './words.ts'

interface Props {
  differences: readonly Difference[]
  chosen: Difference | undefined
}

export function DifferenceList({ differences, chosen }: Props) {
  const collections = [...new Set(differences.map(({ collection }) => collection))]
  return (
    <nav className="diff-list" aria-label="What differs">
      {collections.map((collection) => (
        <section key={collection}>
          <h3>{collectionWords[collection]}</h3>
          <ul>
            {differences
              .filter((each) => each.collection === collection)
              .map((each) => (
                <Row key={idOf(each)} difference={each} isChosen={each === chosen} />
              ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}

function Row({ difference, isChosen }: { difference: Difference; isChosen: boolean }) {
  const { kind, key, collection } = difference
  const name = collection === 'project' ? 'Settings' : key.replace(/^services\//, '')
  return (
    <li className={`diff-${kind}`}>
      <button
        type="button"
        className="diff-row"
        aria-current={isChosen}
        onClick={() => choose(difference)}
      >
        <span className="diff-sign" role="img" aria-label={signs[kind].words}>
          {signs[kind].sign}
        </span>
        <span className="cut">{name}</span>
      </button>
      {collection !== 'project' && (
        <Tip words="Take this change back">
          <button
            type="button"
            className="btn small icon ghost"
            aria-label={`Take back the change of ${name}`}
            onClick={() => takeBack(difference)}
          >
            <Undo2 size={13} />
          </button>
        </Tip>
      )}
    </li>
  )
}
