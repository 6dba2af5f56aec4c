/**
 * The blocks: no-code steps of a flow, as data. Fields make the form and the check; ports are what can be linked.
 * What a block does with a message is in `runtime/flow/blocks/`, one verb a file.
 */
import type { Field } from './field.ts'

export interface Port {
  id: string
  label: string
  /** error: leaves here only with a failure. optional: an unlinked one loses nothing, it ends the path there. */
  role: 'main' | 'error' | 'optional'
}

export interface BlockDefinition {
  type: string
  title: string
  icon: string
  help: string
  fields: readonly Field[]
  /** The ports messages leave by, besides `error`, which every block has. */
  outPorts(config: Readonly<Record<string, unknown>>): readonly Port[]
  /** The one line under the node's name. */
  summary(config: Readonly<Record<string, unknown>>): string
}

/** One way out of a router. The port's id is the case's own and survives a rename. */
export interface RouterCase {
  id: string
  label: string
  /** JSONata; the message goes this way when it is true. */
  condition: string
}

const main: readonly Port[] = [{ id: 'out', label: 'out', role: 'main' }]

function casesOf(config: Readonly<Record<string, unknown>>): readonly RouterCase[] {
  return Array.isArray(config.cases) ? (config.cases as RouterCase[]) : []
}

const context =
  'The message is `payload`, `headers`, `properties`, `params` and `query` of an HTTP request, and `cid`.'

export const blocks = [
  {
    type: 'router',
    title: 'Router',
    icon: '⋔',
    help: 'Sends each message on by the first condition that is true, or by all of them (Content-Based Router).',
    fields: [
      {
        kind: 'choice',
        name: 'match',
        label: 'Take',
        help: 'First: the first condition that is true. All: every one, in parallel.',
        default: 'first',
        options: [
          { value: 'first', label: 'First match' },
          { value: 'all', label: 'All matches' },
        ],
      },
      {
        kind: 'rows',
        name: 'cases',
        label: 'Cases',
        help: `Each case is a port of its own. ${context}`,
        fields: [
          {
            kind: 'text',
            name: 'id',
            label: 'Port',
            help: 'The port that links name. Made by the designer.',
            required: true,
          },
          {
            kind: 'text',
            name: 'label',
            label: 'Name',
            help: 'Shown beside the port.',
            required: true,
          },
          {
            kind: 'expression',
            name: 'condition',
            label: 'Condition',
            help: 'JSONata. True, a number but 0, a text that is not empty: taken.',
            placeholder: 'payload.amount > 1000',
            required: true,
          },
        ],
      },
    ],
    outPorts: (config) => [
      ...casesOf(config).map(({ id, label }): Port => ({ id, label, role: 'main' })),
      { id: 'else', label: 'else', role: 'main' },
    ],
    summary: (config) => {
      const cases = casesOf(config)
      return cases.length === 0 ? 'no cases yet' : cases.map(({ label }) => label).join(' · ')
    },
  },
  {
    type: 'filter',
    title: 'Filter',
    icon: '▽',
    help: 'Lets a message pass only when the condition is true (Message Filter). The others leave by rejected, or end here and are counted as filtered.',
    fields: [
      {
        kind: 'expression',
        name: 'condition',
        label: 'Condition',
        help: `JSONata. ${context}`,
        placeholder: 'payload.is_active',
        required: true,
      },
    ],
    outPorts: () => [
      { id: 'out', label: 'pass', role: 'main' },
      { id: 'rejected', label: 'rejected', role: 'optional' },
    ],
    summary: (config) =>
      typeof config.condition === 'string' ? config.condition : 'no condition yet',
  },
  {
    type: 'map',
    title: 'Map',
    icon: '⇢',
    help: 'Makes a new payload out of the message (Message Translator).',
    fields: [
      {
        kind: 'expression',
        name: 'expression',
        label: 'Payload',
        help: `JSONata; its result is the new payload. ${context}`,
        placeholder: '{ "id": payload.cust_id, "total": $sum(payload.lines.amount) }',
        required: true,
      },
      {
        kind: 'choice',
        name: 'format',
        label: 'Written as',
        help: 'How the new payload becomes bytes when it leaves.',
        default: 'json',
        options: [
          { value: 'json', label: 'JSON' },
          { value: 'xml', label: 'XML' },
          { value: 'form', label: 'Form' },
          { value: 'csv', label: 'CSV' },
          { value: 'none', label: 'Text or bytes' },
        ],
      },
    ],
    outPorts: () => main,
    summary: (config) =>
      typeof config.expression === 'string'
        ? config.expression.replace(/\s+/g, ' ')
        : 'no expression yet',
  },
  {
    type: 'set',
    title: 'Set',
    icon: '✎',
    help: 'Sets, renames or removes fields of the payload, headers and properties; the rest stays as it is (Content Enricher, Content Filter).',
    fields: [
      {
        kind: 'rows',
        name: 'actions',
        label: 'Actions',
        help: 'Done in order.',
        fields: [
          {
            kind: 'choice',
            name: 'verb',
            label: 'Do',
            help: 'Set gives a value, rename moves it, remove takes it away.',
            default: 'set',
            options: [
              { value: 'set', label: 'Set' },
              { value: 'rename', label: 'Rename' },
              { value: 'remove', label: 'Remove' },
            ],
          },
          {
            kind: 'text',
            name: 'path',
            label: 'Field',
            help: 'Dotted, beginning with payload, headers or properties.',
            placeholder: 'payload.customer.id',
            required: true,
            pattern: {
              source: '(payload|headers|properties)(\\..+)?',
              message: 'must begin with payload, headers or properties',
            },
          },
          {
            kind: 'expression',
            name: 'value',
            label: 'Value',
            help: `JSONata. ${context}`,
            placeholder: '"B2B"',
            when: { field: 'verb', is: ['set'] },
            required: true,
          },
          {
            kind: 'text',
            name: 'to',
            label: 'New name',
            help: 'Dotted, like the field.',
            when: { field: 'verb', is: ['rename'] },
            required: true,
          },
        ],
      },
    ],
    outPorts: () => main,
    summary: (config) => {
      const actions = Array.isArray(config.actions)
        ? (config.actions as { verb?: string; path?: string }[])
        : []
      return actions.length === 0
        ? 'nothing to set yet'
        : actions.map(({ verb, path }) => `${verb ?? 'set'} ${path ?? ''}`).join(', ')
    },
  },
] as const satisfies readonly BlockDefinition[]

export type BlockType = (typeof blocks)[number]['type']

export function blockOf(type: string): BlockDefinition | undefined {
  return blocks.find((block) => block.type === type)
}
