/** The Messages tab of the dock: the table, and beside it what became of the chosen exchange. */
import { useCallback, useEffect, useMemo } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { useLive } from '../store/live.ts'
import { useProject } from '../store/project.ts'
import { useSelection } from '../store/selection.ts'
import { EmptyMessages } from './empty-messages.tsx'
import { ExchangeView } from './exchange-view.tsx'
import { isEmpty, parseFilter, passes } from './filter.ts'
import { historyKeysOf } from './history-keys.ts'
import { merged } from './merged.ts'
import { MessagesFoot } from './messages-foot.tsx'
import { MessagesTable } from './messages-table.tsx'
import './messages.css'
import { keepSearched, usePast, wantMore } from './search-store.ts'
import { useMessagesView } from './view-store.ts'

export function MessagesPane() {
  useEffect(keepSearched, [])
  const arriving = useLive((live) => live.exchanges)
  const held = useMessagesView((view) => view.held)
  const text = useMessagesView((view) => view.filter)
  const keys = useProject(({ project }) => historyKeysOf(project))
  const selected = useSelection((selection) => selection.exchange)
  const found = usePast((past) => past.found)
  const isSearching = usePast((past) => past.state === 'searching')
  const filter = useMemo(() => parseFilter(text, keys), [text, keys])
  const isFiltered = !isEmpty(filter)
  const exchanges = held?.exchanges ?? arriving
  const shown = useMemo(() => {
    const fitting = isFiltered ? exchanges.filter((each) => passes(filter, each)) : exchanges
    return merged(fitting, found)
  }, [exchanges, filter, isFiltered, found])
  const onRange = useCallback(
    (_from: number, to: number) => {
      // While the last rows are in view the next page is asked for.
      if (to > 0 && to >= shown.length) wantMore()
    },
    [shown.length],
  )
  return (
    <Group className="messages-pane" orientation="horizontal">
      <Panel id="table" minSize="30%">
        <div className="messages-list">
          {shown.length > 0 ? (
            <MessagesTable exchanges={shown} selected={selected} onRange={onRange} />
          ) : (
            <EmptyMessages isFiltered={isFiltered} isSearching={isSearching} />
          )}
          <MessagesFoot isFiltered={isFiltered} shown={shown.length} />
        </div>
      </Panel>
      {selected !== undefined && (
        <>
          <Separator />
          <Panel id="detail" defaultSize="56%" minSize="300px">
            <ExchangeView key={selected} cid={selected} />
          </Panel>
        </>
      )}
    </Group>
  )
}
