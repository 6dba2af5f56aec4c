import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { type InspectorTab, setView, useView } from '../store/view.ts'

export function PropertyTabs({ properties, docs }: { properties: ReactNode; docs: ReactNode }) {
  const tab = useView((view) => view.inspector)
  return (
    <Radix.Root
      className="inspector-tabs"
      value={tab}
      onValueChange={(next) => setView({ inspector: next as InspectorTab })}
    >
      <Radix.List className="segments" aria-label="Properties or documentation">
        <Radix.Trigger value="properties">Properties</Radix.Trigger>
        <Radix.Trigger value="docs">Docs</Radix.Trigger>
      </Radix.List>
      <Radix.Content className="inspector-body" value="properties">
        {properties}
      </Radix.Content>
      <Radix.Content className="inspector-body docs selectable" value="docs">
        {docs}
      </Radix.Content>
    </Radix.Root>
  )
}
