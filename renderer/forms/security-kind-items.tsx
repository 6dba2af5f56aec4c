/** The kinds of security definitions as entries of a menu: a new one of the kind that is chosen. */
import { DropdownMenu } from 'radix-ui'
import type { SecurityUse } from '../../runtime/model/field.ts'
import { type SecurityConnector, securityKinds } from '../edits/security.ts'

export function SecurityKindItems({
  use,
  choose,
}: {
  /** Only those that can do this. */
  use?: SecurityUse
  choose(connector: SecurityConnector): void
}) {
  return securityKinds(use).map((connector) => (
    <DropdownMenu.Item
      key={connector.type}
      className="menu-item two-lines"
      onSelect={() => choose(connector)}
    >
      <span className="ic existing role-shared" aria-hidden="true">
        {connector.icon}
      </span>
      <span className="grow">
        {connector.title}
        <small>{connector.help}</small>
      </span>
    </DropdownMenu.Item>
  ))
}
