/** Several definitions under one name. Pure data. */
import type { ConnectorDefinition } from '../../model/definition.ts'

export const groupDefinition: ConnectorDefinition = {
  type: 'group',
  title: 'Group',
  icon: 'G',
  help: 'Several definitions under one name: any of them lets in.',
  security: {
    guards: true,
    signs: false,
    joins: false,
    fields: [
      {
        kind: 'reference',
        to: 'joins',
        collection: 'security',
        many: true,
        name: 'members',
        label: 'Members',
        help: 'Whoever one of these knows is let in. Services see the member, not the group.',
        required: true,
      },
    ],
    summary: (values) => ((values.members ?? []) as string[]).join(', '),
  },
}
