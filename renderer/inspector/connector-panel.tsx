/** A channel, connection or security definition: what its node does with each message, its own fields, how it is doing. */
import { useMemo } from 'react'
import { definitionOf } from '../../runtime/connectors/definitions.ts'
import { halfOf, type Note } from '../../runtime/model/definition.ts'
import type { Node } from '../../runtime/model/flow.ts'
import { editNode } from '../edits/node.ts'
import { editObject, type Objects } from '../edits/object.ts'
import { secretsOf } from '../edits/security.ts'
import { FormContext } from '../forms/context.ts'
import { Fields } from '../forms/fields.tsx'
import { placeKey } from '../store/live.ts'
import { useProblems } from '../store/problems.ts'
import { currentProject, dispatch, useProject } from '../store/project.ts'
import { TestButton } from '../testing/test-button.tsx'
import { Switch } from '../ui/switch.tsx'
import { Tip } from '../ui/tip.tsx'
import { Docs } from './docs.tsx'
import { Head } from './head.tsx'
import { JobSection } from './job-section.tsx'
import { KeysSection } from './keys-section.tsx'
import { Look } from './look.tsx'
import { NameRow } from './name-row.tsx'
import { type NodeAt, NodeSection } from './node-section.tsx'
import { ObjectState } from './object-state.tsx'
import { objectValues } from './object-values.ts'
import { useSampleMessage } from './sample-message.ts'
import { PropertyTabs } from './tabs.tsx'
import { UsedBy } from './used-by.tsx'

type ConnectorNode = Extract<Node, { kind: 'channel' | 'outgoing' }>

export function ConnectorPanel({
  at,
  node,
  collection,
  name,
}: {
  at?: NodeAt
  node?: ConnectorNode
  collection: Objects
  name: string
}) {
  const object = useProject(({ project }) => project[collection][name])
  const problems = useProblems((all) => all.at[placeKey({ collection, name })] ?? none)
  const definition = object && definitionOf(object.type)
  const half = halfOf(definition, collection)
  const shared = collection === 'connections' ? definition?.shared : undefined
  const standsAlone = shared !== undefined || collection === 'security'
  const role = collection === 'channels' ? 'channel' : standsAlone ? 'shared' : 'outgoing'
  const word = shared?.word ?? words[collection]
  // Of a Vault itself the secrets cannot be there.
  const mayBeInVault = !(half && 'holdsSecrets' in half && half.holdsSecrets)
  const place = useMemo(
    () => ({ name: secretsOf(collection, name), message: undefined, mayBeInVault }),
    [collection, name, mayBeInVault],
  )
  if (!object || !definition || !half) {
    return <Missing hue={role} name={name} word={word} type={object?.type} />
  }
  const isOn = object.isActive !== false
  const kind = shared ? definition.title : kindOf(collection, definition.title)
  return (
    <>
      <Head hue={role} icon={definition.icon} title={name} kind={kind}>
        {collection === 'channels' && definition.channel?.test && <TestButton channel={name} />}
        <Tip words={switchWords(collection, word, isOn)}>
          <span>
            <Switch
              label="Active"
              isOn={isOn}
              onChange={(isActive) =>
                dispatch(
                  editObject(currentProject(), collection, name, isActive ? 'on' : 'off', {
                    ...object,
                    isActive,
                  }),
                )
              }
            />
          </span>
        </Tip>
      </Head>
      <PropertyTabs
        properties={
          <>
            <ObjectState collection={collection} object={object} />
            {'notes' in half && <Notes notes={half.notes?.(objectValues(object)) ?? []} />}
            {'isJob' in half && half.isJob && <JobSection channel={object} />}
            {standsAlone && <UsedBy collection={collection} name={name} />}
            {at && node?.kind === 'outgoing' && (
              <CallSection at={at} node={node} type={object.type} />
            )}
            {at && node?.kind === 'outgoing' && (
              <h2 className="overline section-title">Connection</h2>
            )}
            <div className="fields">
              <NameRow collection={collection} name={name} />
            </div>
            <FormContext.Provider value={place}>
              <Fields
                fields={half.fields}
                values={objectValues(object)}
                problems={problems}
                onChange={(values, field) =>
                  dispatch(
                    editObject(currentProject(), collection, name, field.label.toLowerCase(), {
                      ...ownKeys(object),
                      ...values,
                    }),
                  )
                }
              />
            </FormContext.Provider>
            {collection === 'channels' && <KeysSection channel={object} problems={problems} />}
            {at && node && <NodeSection at={at} node={node} />}
            {'look' in half && half.look && <Look channel={object} look={half.look} />}
            {!standsAlone && <UsedBy collection={collection} name={name} />}
          </>
        }
        docs={
          <Docs
            title={kind}
            help={definition.help}
            fields={[...('call' in half ? half.call : []), ...half.fields]}
          />
        }
      />
    </>
  )
}

const none: readonly never[] = []

const words = {
  channels: 'channel',
  connections: 'connection',
  security: 'security definition',
} as const

/** `REST channel`, `Security · HTTP Basic`. */
function kindOf(collection: Objects, title: string): string {
  return collection === 'security' ? `Security · ${title}` : `${title} ${words[collection]}`
}

function switchWords(collection: Objects, word: string, isOn: boolean): string {
  if (collection === 'security') {
    return isOn
      ? 'On. Switch off and it lets nobody in: channels that name it stay closed to those it knows.'
      : 'Off: it lets nobody in and signs nothing.'
  }
  return isOn
    ? `On. Switch off and the ${word} touches nothing.`
    : `Off: the ${word} touches nothing.`
}

function Notes({ notes }: { notes: readonly Note[] }) {
  return notes.map(({ words, why }) => (
    <p key={words} className="trouble warn">
      <b>{words}</b>
      {why}
    </p>
  ))
}

/** Name, type, on or off, description, search keys: of every object, in no connector's form. */
function ownKeys(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { name, type, isActive, description, historyKeys } = object
  return {
    ...{ name, type, isActive },
    ...(description === undefined ? {} : { description }),
    ...(historyKeys === undefined ? {} : { historyKeys }),
  }
}

function CallSection({
  at,
  node,
  type,
}: {
  at: NodeAt
  node: Extract<Node, { kind: 'outgoing' }>
  type: string
}) {
  const problems = useProblems(
    (all) => all.at[placeKey({ collection: 'flows', name: at.flow, node: at.id })] ?? none,
  )
  const sample = useSampleMessage(at)
  const place = useMemo(
    () => ({ name: node.ref, message: sample.message }),
    [node.ref, sample.message],
  )
  const fields = definitionOf(type)?.outgoing?.call ?? []
  if (fields.length === 0) return null
  return (
    <FormContext.Provider value={place}>
      <h2 className="overline section-title">With each message</h2>
      <Fields
        fields={fields}
        values={node.call ?? {}}
        problems={problems}
        prefix="call"
        onChange={(values, field) =>
          dispatch(
            editNode(currentProject(), at.flow, at.id, field.label.toLowerCase(), {
              call: Object.keys(values).length === 0 ? undefined : values,
            }),
          )
        }
      />
    </FormContext.Provider>
  )
}

function Missing({
  hue,
  name,
  word,
  type,
}: {
  hue: 'channel' | 'outgoing' | 'shared'
  name: string
  word: string
  type: string | undefined
}) {
  return (
    <>
      <Head hue={hue} icon="?" title={name} kind={`Missing ${word}`} />
      <div className="inspector-body">
        <p className="pane-note">
          {type === undefined
            ? `The project has no ${word} of this name. Undo what removed it, or delete the node.`
            : `This Patchbay has no connector "${type}".`}
        </p>
      </div>
    </>
  )
}
