/** The Messages tab of the dock: the table, and beside it what became of the chosen exchange. */
import { useMemo } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { useLive } from '../store/live.ts'
import { useSelection } from '../store/selection.ts'
import { EmptyMessages } from './empty-messages.tsx'
import { ExchangeView } from './exchange-view.tsx'
import { isEmpty, parseFilter, passes } from './filter.ts'
import { MessagesTable } from './messages-table.tsx'
import './messages.css'
import { useMessagesView } from './view-store.ts'

export function MessagesPane() {
  const arriving = useLive((live) => live.exchanges)
  const held = useMessagesView((view) => view.held)
  const text = useMessagesView((view) => view.filter)
  const selected = useSelection((selection) => selection.exchange)
  const filter = useMemo(() => parseFilter(text), [text])
  const exchanges = held?.exchanges ?? arriving
  const shown = useMemo(
    () => (isEmpty(filter) ? exchanges : exchanges.filter((each) => passes(filter, each))),
    [exchanges, filter],
  )
  return (
    <Group className="messages-pane" orientation="horizontal">
      <Panel id="table" minSize="30%">
        {shown.length > 0 ? (
          <MessagesTable exchanges={shown} selected={selected} />
        ) : (
          <EmptyMessages isFiltered={exchanges.length > 0} />
        )}
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
